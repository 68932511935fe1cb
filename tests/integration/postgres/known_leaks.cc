// Read by LeakSanitizer alone (./dev test --asan). libpqxx 6.4 forgets the last result of a connection that
// died while it was read, some 2 kB each time; these tests let connections die.
extern "C" const char* __lsan_default_suppressions();
extern "C" const char* __lsan_default_suppressions() { return "leak:libpqxx\n"; }
