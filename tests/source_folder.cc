#include "tests/source_folder.h"

namespace schoolgate::test {

std::filesystem::path source_folder() { return SCHOOLGATE_SOURCE_FOLDER; }

}  // namespace schoolgate::test
