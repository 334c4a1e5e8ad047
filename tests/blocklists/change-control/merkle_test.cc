#include "blocklists/change-control/merkle.h"

#include <map>

#include "blocklists/change-control/text.h"
#include "tests/catch.h"

using namespace schoolgate;
using namespace schoolgate::merkle;

namespace {

/// The definition in RFC 6962 section 2.1, word for word: slow and plain, to compare with.
Hash naive_root(const std::vector<std::string>& leaves, std::size_t begin, std::size_t end) {
  if (begin == end) return empty_root();
  if (end - begin == 1) return leaf_hash(leaves[begin]);
  std::size_t k = 1;
  while (k * 2 < end - begin) k *= 2;
  return node_hash(naive_root(leaves, begin, begin + k), naive_root(leaves, begin + k, end));
}

struct Tree {
  std::vector<std::string> leaves;
  std::map<std::pair<unsigned, std::uint64_t>, Hash> nodes;
  std::vector<Hash> roots{empty_root()};

  explicit Tree(const std::vector<std::string>& all) : leaves(all) {
    Peaks peaks;
    for (const auto& leaf : leaves) {
      peaks.append(leaf_hash(leaf), [&](Node node, const Hash& hash) { nodes[{node.level, node.index}] = hash; });
      roots.push_back(peaks.root());
    }
  }
  ReadNode reader() const {
    return [this](Node node) -> std::expected<Hash, Fault> {
      const auto found = nodes.find({node.level, node.index});
      if (found == nodes.end()) return fault(Fault::Kind::damaged, "no such node");
      return found->second;
    };
  }
};

std::string octets(std::string_view hex) { return from_hex(hex).value(); }

/// The inputs that certificate transparency's reference implementation is tested with.
std::vector<std::string> reference_leaves() {
  return {"",
          octets("00"),
          octets("10"),
          octets("2021"),
          octets("3031"),
          octets("40414243"),
          octets("5051525354555657"),
          octets("606162636465666768696a6b6c6d6e6f")};
}

std::vector<std::string> numbered_leaves(std::size_t count) {
  std::vector<std::string> leaves;
  for (std::size_t n = 0; n < count; ++n) leaves.push_back("leaf " + std::to_string(n));
  return leaves;
}

std::vector<std::string> hex_of(const Proof& proof) {
  std::vector<std::string> texts;
  for (const auto& hash : proof) texts.push_back(to_hex(hash));
  return texts;
}

}  // namespace

TEST_CASE("the tree has the roots of certificate transparency's test vectors") {
  const Tree tree(reference_leaves());
  const std::vector<std::string> expected{"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                                          "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                                          "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
                                          "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
                                          "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
                                          "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
                                          "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
                                          "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
                                          "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};
  for (std::size_t size = 0; size < expected.size(); ++size) CHECK(to_hex(tree.roots[size]) == expected[size]);
}

TEST_CASE("the tree gives the proofs of certificate transparency's test vectors") {
  const Tree tree(reference_leaves());
  CHECK(hex_of(inclusion_proof(tree.reader(), 5, 8).value()) ==
        std::vector<std::string>{"bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                                 "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                                 "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"});
  CHECK(hex_of(inclusion_proof(tree.reader(), 2, 3).value()) ==
        std::vector<std::string>{"fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"});
  CHECK(hex_of(consistency_proof(tree.reader(), 6, 8).value()) ==
        std::vector<std::string>{"0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                                 "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                                 "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"});
  CHECK(consistency_proof(tree.reader(), 8, 8).value().empty());
}

TEST_CASE("every size up to 130 has the root that the definition gives") {
  const auto leaves = numbered_leaves(130);
  const Tree tree(leaves);
  for (std::size_t size = 0; size <= leaves.size(); ++size) REQUIRE(tree.roots[size] == naive_root(leaves, 0, size));
}

TEST_CASE("every inclusion proof up to 130 leaves holds, and no other leaf, place or size passes with it") {
  const Tree tree(numbered_leaves(130));
  for (std::uint64_t size = 1; size <= 130; ++size) {
    for (std::uint64_t index = 0; index < size; ++index) {
      auto proof = inclusion_proof(tree.reader(), index, size).value();
      const Hash leaf = leaf_hash(tree.leaves[index]);
      REQUIRE(verify_inclusion(leaf, index, size, proof, tree.roots[size]));
      REQUIRE_FALSE(verify_inclusion(leaf_hash("another"), index, size, proof, tree.roots[size]));
      REQUIRE_FALSE(verify_inclusion(leaf, index + 1, size, proof, tree.roots[size]));
      REQUIRE_FALSE(verify_inclusion(leaf, size, size, proof, tree.roots[size]));
      proof.push_back(leaf);
      REQUIRE_FALSE(verify_inclusion(leaf, index, size, proof, tree.roots[size]));
    }
  }
}

TEST_CASE("every consistency proof up to 130 leaves holds, and fails when a root or a step is another") {
  const Tree tree(numbered_leaves(130));
  for (std::uint64_t to = 0; to <= 130; ++to) {
    for (std::uint64_t from = 0; from <= to; ++from) {
      auto proof = consistency_proof(tree.reader(), from, to).value();
      REQUIRE(verify_consistency(from, tree.roots[from], to, tree.roots[to], proof));
      if (from > 0) {
        REQUIRE_FALSE(verify_consistency(from, leaf_hash("x"), to, tree.roots[to], proof));
        REQUIRE_FALSE(verify_consistency(from, tree.roots[from], to, leaf_hash("x"), proof));
      }
      if (!proof.empty()) {
        proof[proof.size() / 2][7] ^= 1U;
        REQUIRE_FALSE(verify_consistency(from, tree.roots[from], to, tree.roots[to], proof));
        proof.pop_back();
        REQUIRE_FALSE(verify_consistency(from, tree.roots[from], to, tree.roots[to], proof));
      }
    }
  }
  CHECK_FALSE(verify_consistency(3, tree.roots[3], 2, tree.roots[2], {}));
}

TEST_CASE("any range of leaves and the subtrees on both sides of it give the same root") {
  const Tree tree(numbered_leaves(40));
  const auto read = tree.reader();
  for (std::uint64_t size = 1; size <= 40; ++size) {
    for (std::uint64_t first = 0; first < size; ++first) {
      for (std::uint64_t last = first; last <= size; ++last) {
        Peaks peaks;
        for (const auto node : nodes_of(0, first)) peaks.append_subtree(node.level, read(node).value());
        for (auto index = first; index < last; ++index) peaks.append(leaf_hash(tree.leaves[index]));
        for (const auto node : nodes_of(last, size)) peaks.append_subtree(node.level, read(node).value());
        REQUIRE(peaks.size() == size);
        REQUIRE(peaks.root() == tree.roots[size]);
      }
    }
  }
}
