#include "services/gateways/alipay/form.h"

#include "services/gateways/percent.h"

namespace lunchrush::gateways::alipay {

namespace {

// The signed text joins "name=value" by '&' without escaping, so that one text can be cut into other
// parameters. Who holds a signature for one cut holds it for the others; such a form is refused, whichever
// was meant.
bool could_be_cut_otherwise(std::string_view name, std::string_view value) {
  if (name.find_first_of("=&") != std::string_view::npos) return true;
  const auto ampersand = value.find('&');
  return ampersand != std::string_view::npos && value.find('=', ampersand) != std::string_view::npos;
}

FormFault add(Parameters& parameters, std::string_view pair) {
  const auto equals = pair.find('=');
  if (equals == std::string_view::npos) return FormFault::malformed;
  auto name = form_decode(pair.substr(0, equals));
  auto value = form_decode(pair.substr(equals + 1));
  if (!name || !value || name->empty()) return FormFault::malformed;
  if (could_be_cut_otherwise(*name, *value)) return FormFault::malformed;
  const bool added = parameters.emplace(std::move(*name), std::move(*value)).second;
  return added ? FormFault::none : FormFault::duplicate;
}

}  // namespace

std::string_view Form::at(std::string_view name) const {
  const auto found = parameters.find(name);
  return found == parameters.end() ? std::string_view{} : std::string_view(found->second);
}

Form parse_form(std::string_view body) {
  Form form;
  if (body.empty() || body.size() > form_bytes_max) return {.parameters = {}, .fault = FormFault::malformed};
  while (form.fault == FormFault::none) {
    const auto ampersand = body.find('&');
    form.fault = add(form.parameters, body.substr(0, ampersand));
    if (form.parameters.size() > form_parameters_max) form.fault = FormFault::malformed;
    if (ampersand == std::string_view::npos) break;
    body.remove_prefix(ampersand + 1);
  }
  return form;
}

}  // namespace lunchrush::gateways::alipay
