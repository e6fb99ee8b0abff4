// Enum <-> name tables, written once for every enum of the vocabulary. Thread: any; pure.
#pragma once

#include <array>
#include <optional>
#include <string_view>
#include <utility>

namespace skein {

template <class Enum, std::size_t N>
using NameTable = std::array<std::pair<Enum, std::string_view>, N>;

template <class Enum, std::size_t N>
constexpr std::string_view nameIn(const NameTable<Enum, N>& table, Enum value) {
    for (const auto& [key, name] : table)
        if (key == value) return name;
    return "unknown";
}

template <class Enum, std::size_t N>
constexpr std::optional<Enum> valueIn(const NameTable<Enum, N>& table, std::string_view name) {
    for (const auto& [key, text] : table)
        if (text == name) return key;
    return std::nullopt;
}

}  // namespace skein
