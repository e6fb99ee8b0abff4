#include "core/runtime/workbench.h"

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <future>
#include <mutex>
#include <thread>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/text.h"
#include "core/runtime/commands.h"
#include "core/runtime/control/control_client.h"
#include "core/runtime/deliver.h"
#include "core/runtime/host.h"
#include "core/runtime/model_catalogue.h"
#include "core/runtime/start_run.h"
#include "core/runtime/store/workspace_store.h"

namespace skein::runtime {
namespace {

constexpr int writerChangeSeconds = 10;  // commands that come together follow each other within moments
constexpr int lastRound = 4;             // writers that end while they are asked
constexpr int hostStartSeconds = 20;     // opening a large workspace folds its journal first

Result<std::string> controlProgram(const std::string& given) {
    if (!given.empty()) return given;
    std::error_code error;
    const auto self = std::filesystem::read_symlink("/proc/self/exe", error);
    const auto beside = self.parent_path() / "skeinctl";
    if (error || !std::filesystem::exists(beside, error))
        return fail(ErrorCode::NotFound, beside.string() + " does not exist; the program that hosts runs is missing");
    return beside.string();
}

/// A process in a session of its own, its output appended to a log in the state folder.
Result<int> spawnDetached(const std::vector<std::string>& arguments) {
    SKEIN_TRY(const auto stateFolder, defaultStateFolder());
    std::error_code error;
    std::filesystem::create_directories(stateFolder, error);
    const auto log = stateFolder + "/host.log";
    std::vector<char*> argv;
    argv.reserve(arguments.size() + 1);
    for (const auto& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
    argv.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 1, log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    posix_spawn_file_actions_adddup2(&actions, 1, 2);
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID);
    pid_t pid = 0;
    const int result = posix_spawn(&pid, argv[0], &actions, &attributes, argv.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    if (result != 0) return fail(ErrorCode::Io, arguments.front() + ": cannot start: " + std::strerror(result));
    // The child may outlive this program; while both live, its end is collected here.
    std::thread([pid] {
        int status = 0;
        ::waitpid(pid, &status, 0);
    }).detach();
    return pid;
}

}  // namespace

struct Workbench::Impl {
    WorkbenchOptions options;
    std::unique_ptr<Host> host;
    std::shared_ptr<WorkspaceReader> reader;
    std::mutex clientMutex;
    std::unique_ptr<ControlClient> client;

    Result<std::unique_ptr<ControlClient>> connect() const {
        SKEIN_TRY(const auto holder, lockHolder(options.path));
        if (!holder) return fail(ErrorCode::Unavailable, options.path + ": no process hosts this workspace");
        std::string address = holder->controlAddress;
        if (address.empty()) { SKEIN_TRY(address, controlAddressFor(reader->workspaceId())); }
        return ControlClient::connect(address);
    }

    /// Error: Busy while another process writes.
    Result<void> becomeHost() {
        HostOptions hostOptions;
        hostOptions.path = options.path;
        hostOptions.create = options.create;
        hostOptions.keyFileConsent = options.keyFileConsent;
        hostOptions.recover = options.recover;
        hostOptions.keys = options.keys;
        hostOptions.onNotice = options.onNotice;
        hostOptions.onProgress = options.onProgress;
        SKEIN_TRY(host, Host::open(std::move(hostOptions)));
        reader = host->reader();
        return {};
    }

    Result<std::unique_ptr<ControlClient>> connectOrSpawn() const {
        auto connected = connect();
        if (connected || options.hosting != Hosting::Spawn) return connected;
        SKEIN_TRY(const auto program, controlProgram(options.controlProgram));
        std::vector<std::string> arguments{program, "serve", options.path};
        if (!options.outputFolder.empty()) {
            arguments.emplace_back("--out");
            arguments.push_back(options.outputFolder);
        }
        SKEIN_TRY([[maybe_unused]] const int pid, spawnDetached(arguments));
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(hostStartSeconds);
        while (!connected && std::chrono::steady_clock::now() < deadline) {
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
            connected = connect();
        }
        return connected;
    }

    /// Finds the writer, or becomes it: one that only recorded a command has ended or not begun to listen when the next
    /// one looks.
    Result<void> reachWriter() {
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(writerChangeSeconds);
        for (;;) {
            auto connected = connectOrSpawn();
            if (connected) {
                client = std::move(*connected);
                return {};
            }
            if (connected.error().code != ErrorCode::Unavailable || options.hosting != Hosting::InProcess)
                return Failure(std::move(connected).error());
            auto hosting = becomeHost();
            if (hosting || hosting.error().code != ErrorCode::Busy) return hosting;
            if (std::chrono::steady_clock::now() > deadline) return Failure(std::move(connected).error());
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
        }
    }

    Result<Json> callHere(const std::string& method, const Json& params) {
        std::promise<Result<Json>> promise;
        auto future = promise.get_future();
        dispatch(*host, method, params, [&promise](Result<Json> result) { promise.set_value(std::move(result)); });
        auto answer = future.get();
        // A decision is whole when it is known what rests on it; a command that only records must not end before.
        if (answer && method.starts_with("conflict.")) host->awaitSearches();
        return answer;
    }
};

Workbench::Workbench() : m_impl(std::make_unique<Impl>()) {}
Workbench::~Workbench() = default;

Result<std::unique_ptr<Workbench>> Workbench::open(WorkbenchOptions options) {
    auto bench = std::unique_ptr<Workbench>(new Workbench());
    auto& impl = *bench->m_impl;
    impl.options = std::move(options);
    if (impl.options.hosting == Hosting::InProcess) {
        auto hosting = impl.becomeHost();
        if (hosting) return bench;
        if (hosting.error().code != ErrorCode::Busy) return Failure(std::move(hosting).error());
    }
    SKEIN_TRY(impl.reader, WorkspaceReader::open(impl.options.path));
    return bench;
}

const std::shared_ptr<WorkspaceReader>& Workbench::reader() const { return m_impl->reader; }
bool Workbench::attached() const { return m_impl->host == nullptr; }
Host* Workbench::host() { return m_impl->host.get(); }

Result<Json> Workbench::call(const std::string& method, const Json& params) {
    auto& impl = *m_impl;
    if (impl.host) return impl.callHere(method, params);
    if (impl.options.hosting == Hosting::ReadOnly)
        return fail(ErrorCode::Denied, "this workspace was opened for reading only");
    const std::scoped_lock lock(impl.clientMutex);
    const auto id = randomUuid();
    for (int round = 0;; ++round) {
        if (!impl.client) SKEIN_CHECK(impl.reachWriter());
        if (impl.host) return impl.callHere(method, params);
        auto answer = impl.client->callAs(id, method, params);
        if (answer || answer.error().code != ErrorCode::Unavailable || round == lastRound) return answer;
        impl.client.reset();  // the host may have ended since; the same id is carried out once at most
    }
}

Result<RunId> Workbench::startRun(PreparedRun run, const std::function<void(const std::string&)>& progress,
                                  const std::atomic<bool>* cancel) {
    if (!m_impl->host)
        return fail(
            ErrorCode::Busy,
            m_impl->options.path + ": another process hosts this workspace; wait for its run or use another workspace");
    return runtime::startRun(*m_impl->host, std::move(run), progress, cancel);
}

Result<RunOutcome> Workbench::waitUntilRest(RunId runId, const std::function<bool()>& cancel) {
    for (;;) {
        std::optional<RunOutcome> outcome;
        const auto look = [&](const State& state) {
            if (const auto* run = state.run(runId); run != nullptr && run->status == RunStatus::Settled)
                outcome = run->outcome;
        };
        if (m_impl->host) {
            m_impl->host->withState(look);
            // What is decided is told once it can be read: the reason of a failure is in a blob.
            if (outcome) m_impl->host->waitDurable();
            if (auto failure = m_impl->host->failure()) {
                failure->code =
                    ErrorCode::Damaged;  // nothing more becomes durable: the workspace cannot be used as it is
                failure->message += "; what was recorded is kept, and `skeinctl resume " + m_impl->options.path +
                                    "` goes on once this is mended";
                return Failure(std::move(*failure));
            }
        } else {
            SKEIN_TRY(const auto state, m_impl->reader->fold());
            look(state);
        }
        if (outcome) return *outcome;
        if (cancel && cancel()) return fail(ErrorCode::Cancelled, "asked to stop waiting");
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
}

Result<Json> Workbench::writeDeliverable(RunId run, const std::string& folder) {
    if (m_impl->host) SKEIN_CHECK(m_impl->host->signHead());
    SKEIN_TRY(const auto state, m_impl->reader->fold());
    return runtime::writeDeliverable(*m_impl->reader, state, run, folder);
}

Result<int> startDetached(const DetachedRun& run) {
    SKEIN_TRY(const auto program, controlProgram(run.controlProgram));
    std::vector<std::string> arguments{program, "run", run.goalFile, "--workspace", run.workspace};
    if (!run.outputFolder.empty()) {
        arguments.emplace_back("--out");
        arguments.push_back(run.outputFolder);
    }
    arguments.insert(arguments.end(), run.moreArguments.begin(), run.moreArguments.end());
    arguments.emplace_back("--quiet");
    return spawnDetached(arguments);
}

}  // namespace skein::runtime
