// Whether keys that were answered before are coming in: then Redis, which answers them for less, is asked
// about every key first. Runs on one thread.
#pragma once

namespace lunchrush::ingest {

class Repeats {
 public:
  bool expected() const { return new_in_row_ < new_in_row_calm; }
  void saw_new() { new_in_row_ += expected() ? 1 : 0; }
  void saw_repeat() { new_in_row_ = 0; }

 private:
  static constexpr int new_in_row_calm = 64;  // one repeat among so many is not worth asking about them all
  int new_in_row_ = new_in_row_calm;
};

}  // namespace lunchrush::ingest
