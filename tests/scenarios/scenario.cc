#include "tests/scenarios/scenario.h"

#include <fstream>
#include <sstream>
#include <stdexcept>

namespace schoolgate::test {

std::string joined(const std::vector<std::string>& words, std::size_t from) {
  std::string text;
  for (std::size_t i = from; i < words.size(); ++i) text += (i == from ? "" : " ") + words[i];
  return text;
}

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts;
  std::istringstream in(text);
  for (std::string part; std::getline(in, part, separator);)
    if (!part.empty()) parts.push_back(part);
  return parts;
}

void Scenario::line(const std::string& text) {
  const Words words = split(text.substr(0, text.find('#')), ' ');
  if (words.empty()) return;
  if (words[0] == "EXPECT") return expect({words.begin() + 1, words.end()});
  if (set_up(words) || set_policy(words)) return world_.changed();
  if (!say(words) && !act(words)) throw std::runtime_error("not a line of this language: " + text);
}

std::vector<std::string> Scenario::play(const std::filesystem::path& file) {
  Scenario scenario;
  std::ifstream in(file);
  std::string text;
  for (int number = 1; std::getline(in, text); ++number) {
    scenario.where_ = file.filename().string() + ":" + std::to_string(number) + ": ";
    try {
      scenario.line(text);
    } catch (const std::exception& error) {
      scenario.faults_.push_back(scenario.where_ + error.what());
      break;
    }
  }
  return scenario.faults_;
}

}  // namespace schoolgate::test
