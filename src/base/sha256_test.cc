#include "base/sha256.h"

#include <gtest/gtest.h>

namespace sciot {
namespace {

// Example of FIPS 180-4.
TEST(Sha256Test, MatchesTheStandardsExample) {
  EXPECT_EQ(Sha256Hex(AsBytes("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

}  // namespace
}  // namespace sciot
