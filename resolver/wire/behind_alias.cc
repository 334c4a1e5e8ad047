// A stored answer to another question, put behind an alias. Its compression pointers mean nothing here, so every name
// is written out.
#include <array>

#include "resolver/wire/cursor.h"
#include "resolver/wire/names_in_data.h"
#include "resolver/wire/reply.h"

namespace schoolgate::wire {

bool Reply::behind_alias(const AnswerView& answer, const Age& age) {
  rcode_ = answer.rcode();
  Cursor cursor(answer.message, header_octets);
  if (!cursor.skip_name() || !cursor.skip(4)) return false;
  for (const auto& [place, count] : {std::pair{6, &answers_}, std::pair{8, &authorities_}}) {
    for (unsigned left = get16(&answer.message[static_cast<std::size_t>(place)]); left > 0; --left) {
      if (!copy_record(answer, age, cursor)) return false;
      ++*count;
    }
  }
  return true;
}

bool Reply::copy_record(const AnswerView& answer, const Age& age, Cursor& cursor) {
  WireName owner;
  RecordHead head;
  if (!cursor.name(owner) || !read_record(cursor, head)) return false;
  const NamesInData* shape = find_names_in_data(head.type);
  const NamesInData none{};
  if (shape == nullptr) shape = &none;
  // before the names, the names, the rest
  Cursor data(answer.message.first(head.data + head.data_size), head.data);
  if (!data.skip(shape->before)) return false;
  std::array<WireName, max_names_in_data> names;
  std::size_t size = shape->before;
  for (std::size_t i = 0; i < shape->names; ++i) {
    if (!data.name(names[i])) return false;
    size += names[i].size;
  }
  const auto rest = answer.message.subspan(data.position(), data.left());
  size += rest.size();
  if (!reserve(owner.size + record_fixed_octets + size)) return true;  // truncated
  append(owner.wire());
  append16(head.type);
  append16(class_in);
  append32(aged(head.ttl, age));
  append16(static_cast<std::uint16_t>(size));
  append(answer.message.subspan(head.data, shape->before));
  for (std::size_t i = 0; i < shape->names; ++i) append(names[i].wire());
  append(rest);
  return true;
}

}  // namespace schoolgate::wire
