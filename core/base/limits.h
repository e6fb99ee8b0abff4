// Every bound of the core in one place, each with where its value comes from. Exceeding one is an error that names it.
#pragma once

#include <cstddef>
#include <cstdint>

namespace skein::limits {

inline constexpr std::size_t maxTasks = 20'000;             ///< twice the 10,000 of ui.md
inline constexpr std::size_t maxDependencies = 200'000;     ///< per plan; ui.md expects about 30,000
inline constexpr std::size_t maxAgents = 2'000;             ///< twice the 1,000 of capabilities E1
inline constexpr std::uint32_t maxAttemptsPerTask = 4;      ///< first try and three repeats (SDKs retry twice)
inline constexpr std::uint32_t maxRunsPerTask = 12;         ///< revisions forced by resolutions and retries
inline constexpr std::uint32_t maxStepsPerAttempt = 16;     ///< tool rounds are bounded too
inline constexpr std::size_t maxOutputBytes = 8u << 20;     ///< one step's output
inline constexpr std::size_t maxPromptBytes = 1u << 20;     ///< far above an 8K-token window
inline constexpr std::size_t maxClaimsPerTask = 20'000;
inline constexpr std::size_t maxSourceFileBytes = 16u << 20;///< larger files are reported and skipped
inline constexpr std::size_t maxCommandQueue = 1'024;       ///< commands are refused with "busy" above
inline constexpr std::size_t maxBlobBytes = 64u << 20;
inline constexpr std::size_t maxEntryBytes = 1u << 20;      ///< one canonical journal entry
inline constexpr std::size_t maxControlFrameBytes = 64u << 20;

}  // namespace skein::limits
