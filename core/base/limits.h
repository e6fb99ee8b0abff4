// Every bound of the core in one place, each with where its value comes from. Exceeding one is an error that names it.
#pragma once

#include <cstddef>
#include <cstdint>

namespace skein::limits {

inline constexpr std::size_t maxTasks = 20'000;          ///< twice the 10,000 of ui.md
inline constexpr std::size_t maxDependencies = 200'000;  ///< per plan; ui.md expects about 30,000
inline constexpr std::size_t maxMarks = 10'000;          ///< atoms that persons pinned or excluded
inline constexpr std::size_t maxQuestionRounds = 4;      ///< in which one attempt may ask memory
inline constexpr std::size_t maxAgents = 2'000;          ///< twice the 1,000 of capabilities E1
inline constexpr std::uint32_t maxAttemptsPerTask = 4;   ///< first try and three repeats (SDKs retry twice)
inline constexpr std::uint32_t maxRunsPerTask = 12;      ///< revisions forced by resolutions and retries
inline constexpr std::uint32_t maxStepsPerAttempt = 16;  ///< tool rounds are bounded too
inline constexpr std::size_t maxOutputBytes = 8u << 20;  ///< one step's output
inline constexpr std::size_t maxPromptBytes = 1u << 20;  ///< far above an 8K-token window
inline constexpr std::size_t maxClaimsPerTask = 20'000;
inline constexpr std::size_t maxValuesPerSubject =
    200;  ///< distinct meanings under one key that are compared; people settle a few
inline constexpr std::size_t maxSourceFileBytes = 16u << 20;  ///< larger files are reported and skipped
inline constexpr std::size_t maxCommandQueue = 1'024;         ///< commands are refused with "busy" above
inline constexpr std::size_t maxBlobBytes = 64u << 20;
inline constexpr std::size_t maxEntryBytes = 1u << 20;  ///< one canonical journal entry
inline constexpr std::size_t maxControlFrameBytes = 64u << 20;

// Files people write (core/plan). Above these a file is far more likely an accident or an attack than a wish.
inline constexpr std::size_t maxGoalFileBytes = 1u << 20;  ///< goals and recipes are pages of text, not megabytes
inline constexpr std::size_t maxYamlNodes = 200'000;       ///< after aliases are expanded; a full goal needs hundreds
inline constexpr std::size_t maxYamlDepth = 64;            ///< yaml-cpp recurses per level and allows 2,000
inline constexpr std::size_t maxNameBytes = 128;           ///< ids, phases, kinds, capability names
inline constexpr std::size_t maxTitleBytes = 1'000;        ///< one line on a card; measured workflows use under 200
inline constexpr std::size_t maxInstructionBytes = 64u << 10;  ///< sixteen times a 4K-token instruction
inline constexpr std::size_t maxListItems = 10'000;  ///< scope paths, exclude patterns, constraints of one object
inline constexpr std::size_t maxChecksPerTask = 64;
inline constexpr std::size_t maxCapabilitiesPerTask = 64;
inline constexpr std::int64_t maxBandTokens = 2'000'000;  ///< the largest published model window
inline constexpr std::int64_t maxEstimateTokens = 1'000'000'000;
inline constexpr std::int64_t maxEstimateMicros = 31'622'400'000'000;   ///< 366 days; 20,000 of them still fit 63 bits
inline constexpr std::int64_t maxEstimateMicroUsd = 1'000'000'000'000;  ///< a million dollars for one task
inline constexpr std::int64_t maxBudgetMicroUsd = 999'999'999'999'999;  ///< 15 digits: exact in every decimal reader
inline constexpr std::int32_t maxPriority = 1'000;
inline constexpr std::size_t maxRecipes = 256;
inline constexpr std::size_t maxRecipeEntities = 1'000;   ///< 28 tasks each already exceed maxTasks
inline constexpr std::size_t maxLayoutCells = 2'000'000;  ///< nodes plus edge bends of one drawing: about 200 MB

// Plans that a model proposes (core/plan/proposal). A model's tasks are small and its plan is read by a person.
inline constexpr std::size_t maxProposalBytes = 1u << 20;          ///< a hundred tasks of ten kilobytes
inline constexpr std::size_t maxProposedTasks = 100;               ///< in one proposal: more is grouped and expanded
inline constexpr std::size_t maxPlannedTasks = 2'000;              ///< of a plan that proposals have filled
inline constexpr std::uint32_t maxPlanLevels = 4;                  ///< proposals within proposals
inline constexpr std::size_t maxProposedIdBytes = 30;              ///< four of them and their slashes fit maxNameBytes
inline constexpr std::size_t maxProposedTitleBytes = 200;          ///< one line on a card
inline constexpr std::size_t maxProposedInstructionBytes = 8'192;  ///< a third of a band of 5,000 tokens
inline constexpr std::int64_t maxProposedTokensOut = 256'000;      ///< twice the most that a published model writes
inline constexpr std::int64_t maxProposedTokensIn = 100'000'000;   ///< 2,000 tasks of 50,000 tokens each

// Journal, store, verification and control socket (core/runtime/store, core/audit).
inline constexpr std::size_t maxPendingEntries = 65'536;        ///< three seconds at 20,000 entries a second
inline constexpr std::size_t maxPendingBlobBytes = 128u << 20;  ///< with their compressed form, queued for the disk
inline constexpr std::size_t maxUnwrittenBytes = 64u << 20;     ///< from here on sockets wait; 300 answers of 200 kB
inline constexpr std::size_t maxFindings = 1'000;               ///< listed by verify; all are counted
inline constexpr std::size_t maxBundleFileBytes = 256u << 20;   ///< manifest, heads, report: read whole
inline constexpr std::uint64_t maxBundleBytes = 1ull << 40;     ///< uncompressed, of one zip: a terabyte is no bundle
inline constexpr std::size_t maxBundleFiles = 10'000'000;

}  // namespace skein::limits
