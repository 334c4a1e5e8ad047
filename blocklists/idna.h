// International names: the only place that calls libidn2. RFC 5891 lookup with UTS #46 non-transitional mapping.
// Thread rules: pure functions, any thread.
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "blocklists/name.h"

namespace schoolgate {

/// Converts the labels that hold UTF-8, leaves the others as they are. Full-width dots become dots.
std::expected<std::string, NameFault> text_to_ascii(std::string_view text);
/// The U-label in UTF-8, or nothing when the label is not an A-label that converts back to itself.
std::optional<std::string> label_to_unicode(std::string_view label);

}  // namespace schoolgate
