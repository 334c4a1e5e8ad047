#include <algorithm>
#include <filesystem>
#include <vector>

#include "tests/catch.h"
#include "tests/scenarios/scenario.h"
#include "tests/source_folder.h"

namespace fs = std::filesystem;

TEST_CASE("every scenario holds") {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(schoolgate::test::source_folder() / "tests/scenarios"))
    if (entry.path().extension() == ".scn") files.push_back(entry.path());
  std::ranges::sort(files);
  REQUIRE(files.size() >= 25);
  for (const auto& file : files) {
    DYNAMIC_SECTION(file.stem().string()) {
      for (const auto& fault : schoolgate::test::Scenario::play(file)) FAIL_CHECK(fault);
      SUCCEED();
    }
  }
}
