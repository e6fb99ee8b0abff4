// Strong integer ids. All ids inside the engine are small integers: they are fast, ordered, and cannot
// carry a person's text into the journal. Names that people see live in blobs. Thread: any; values only.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>

namespace skein {

/// An integer that cannot be mixed up with another kind of integer. 0 means "none".
template <class Tag>
struct Id {
    std::uint32_t value = 0;

    constexpr explicit operator bool() const { return value != 0; }
    friend constexpr auto operator<=>(Id, Id) = default;
};

using RunId = Id<struct RunTag>;            ///< runs of a workspace, from 1
using TaskNo = Id<struct TaskTag>;          ///< tasks of a run, from 1 in plan order
using AttemptNo = Id<struct AttemptTag>;    ///< attempts of a task, from 1
using StepNo = Id<struct StepTag>;          ///< steps of an attempt, from 1
using AgentId = Id<struct AgentTag>;        ///< agents of a run, from 1
using ConflictId = Id<struct ConflictTag>;  ///< conflicts of a workspace, from 1
using SourceId = Id<struct SourceTag>;      ///< source files of a workspace, from 1

}  // namespace skein

template <class Tag>
struct std::hash<skein::Id<Tag>> {
    std::size_t operator()(skein::Id<Tag> id) const noexcept { return std::hash<std::uint32_t>{}(id.value); }
};
