#pragma once
#include <filesystem>

namespace schoolgate::test {

/// The root of the checkout that the tests were built from: for data that lies beside them.
std::filesystem::path source_folder();

}  // namespace schoolgate::test
