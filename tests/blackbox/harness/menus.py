"""What the tests' restaurants sell: a choice, a set, a limit, two stations, and prices at the edges. Prices in fen."""


def _text(chinese, english):
    return {"zh": chinese, "en": english}


def _dish(sku, name, price, station="wok", **more):
    return {"sku": sku, "name": _text(*name), "category": "all", "price": price, "station": station, **more}


def _option(code, name, delta=0):
    return {"code": code, "name": _text(*name), "price_delta": delta}


GONGBAO_FEN = 2200

MENU = {
    "categories": [{"code": "all", "name": _text("全部", "All")}],
    "dishes": [
        _dish("gongbao", ("宫保鸡丁", "Kung Pao chicken"), GONGBAO_FEN, option_groups=[
            {"code": "spice", "name": _text("辣度", "Heat"), "choose_max": 1,
             "options": [_option("less_spicy", ("微辣", "Less spicy")), _option("extra_spicy", ("加辣", "Extra spicy"))]},
            {"code": "extras", "name": _text("加料", "Extras"), "choose_max": 2,
             "options": [_option("peanuts", ("加花生", "More peanuts"), 300), _option("small", ("小份", "Small"), -2200)]}]),
        _dish("noodles", ("担担面", "Dandan noodles"), 1500, option_groups=[
            {"code": "size", "name": _text("份量", "Size"), "choose_min": 1, "choose_max": 1,
             "options": [_option("small_bowl", ("小碗", "Small bowl")), _option("large_bowl", ("大碗", "Large bowl"), 500)]}]),
        _dish("rice", ("米饭", "Rice"), 300, "rice", quantity_max=10),
        _dish("tea", ("菊花茶", "Chrysanthemum tea"), 800, "bar"),
        _dish("lunch_set", ("午市套餐", "Lunch set"), 3200, "", components=[
            {"sku": "gongbao", "quantity": 1}, {"sku": "rice", "quantity": 2}]),
        _dish("banquet", ("满汉全席", "Imperial banquet"), 60_000_000),
        _dish("water", ("白开水", "Hot water"), 0, "bar"),
    ],
}
