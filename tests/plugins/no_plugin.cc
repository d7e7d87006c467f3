// A shared object, but no plugin.
extern "C" int sciot_answer_to_everything() {
  return 42;
}
