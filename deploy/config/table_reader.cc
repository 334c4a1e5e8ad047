#include "deploy/config/table_reader.h"

#include <algorithm>
#include <numeric>

#include <fmt/format.h>

namespace schoolgate {

std::string nearest(std::string_view word, const std::vector<std::string>& known) {
  std::string best;
  std::size_t least = word.size() / 2 + 2;  // further away is no help
  for (const std::string& candidate : known) {
    std::vector<std::size_t> row(candidate.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < word.size(); ++i) {
      std::size_t diagonal = row[0];
      row[0] = i + 1;
      for (std::size_t j = 0; j < candidate.size(); ++j) {
        const std::size_t substitute = diagonal + (word[i] == candidate[j] ? 0U : 1U);
        diagonal = row[j + 1];
        row[j + 1] = std::min({substitute, row[j] + 1, row[j + 1] + 1});
      }
    }
    if (row.back() < least) {
      least = row.back();
      best = candidate;
    }
  }
  return best;
}

TableReader::TableReader(const toml::table* table, std::string name, std::string file, std::vector<ConfigFault>& faults)
    : table_(table), name_(std::move(name)), file_(std::move(file)), faults_(faults) {}

std::string TableReader::full(std::string_view key) const {
  return name_.empty() ? std::string(key) : fmt::format("{}.{}", name_, key);
}

const toml::node* TableReader::find(std::string_view key) {
  known_.emplace_back(key);
  return table_ == nullptr ? nullptr : table_->get(key);
}

bool TableReader::has(std::string_view key) const { return table_ != nullptr && table_->contains(key); }

void TableReader::fault(std::string_view key, std::string what) {
  const toml::node* node = table_ == nullptr ? nullptr : table_->get(key);
  const unsigned line = node != nullptr ? static_cast<unsigned>(node->source().begin.line) : 0;
  faults_.push_back({file_, line, full(key), std::move(what)});
}

std::optional<std::string> TableReader::text(std::string_view key) {
  const toml::node* node = find(key);
  if (node == nullptr) return std::nullopt;
  if (auto value = node->value_exact<std::string>()) return value;
  fault(key, "must be a text in quotes");
  return std::nullopt;
}

std::optional<std::vector<std::string>> TableReader::texts(std::string_view key) {
  const toml::node* node = find(key);
  if (node == nullptr) return std::nullopt;
  std::vector<std::string> out;
  if (const toml::array* array = node->as_array()) {
    for (const toml::node& element : *array) {
      auto value = element.value_exact<std::string>();
      if (!value) {
        fault(key, "must be a list of texts, as in [\"one\", \"two\"]");
        return std::nullopt;
      }
      out.push_back(std::move(*value));
    }
    return out;
  }
  fault(key, "must be a list of texts, as in [\"one\", \"two\"]");
  return std::nullopt;
}

std::optional<std::int64_t> TableReader::number(std::string_view key, std::int64_t least, std::int64_t most) {
  const toml::node* node = find(key);
  if (node == nullptr) return std::nullopt;
  auto value = node->value_exact<std::int64_t>();
  if (value && *value >= least && *value <= most) return value;
  fault(key, fmt::format("must be a whole number from {} to {}", least, most));
  return std::nullopt;
}

std::optional<bool> TableReader::flag(std::string_view key) {
  const toml::node* node = find(key);
  if (node == nullptr) return std::nullopt;
  if (auto value = node->value_exact<bool>()) return value;
  fault(key, "must be true or false");
  return std::nullopt;
}

TableReader TableReader::table(std::string_view key) {
  const toml::node* node = find(key);
  if (node != nullptr && !node->is_table()) fault(key, fmt::format("must be a table: write [{}]", full(key)));
  return {node == nullptr ? nullptr : node->as_table(), full(key), file_, faults_};
}

void TableReader::refuse_unknown() {
  if (table_ == nullptr) return;
  for (const auto& [key, node] : *table_) {
    const std::string_view word = key.str();
    if (std::ranges::find(known_, word) != known_.end()) continue;
    const std::string near = nearest(word, known_);
    fault(word, near.empty() ? "is not a key that exists"
                             : fmt::format("is not a key that exists; did you mean \"{}\"?", full(near)));
  }
}

}  // namespace schoolgate
