// ProviderFinder: what could do the work beside the offline agents: model servers on this machine, found by asking
// loopback, and providers that there is a key for. Thread: GUI; the asking happens in a thread of its own and takes up
// to about three seconds. It sends nothing anywhere else, and no key.
#pragma once

#include <QObject>
#include <QStringList>
#include <QThreadPool>
#include <functional>

namespace skein::ui {

struct FoundServer {
    QString name;  ///< "Ollama 0.5.1"
    QString address;
    QStringList models;  ///< those that write text
    friend bool operator==(const FoundServer&, const FoundServer&) = default;
};

struct FoundProviders {
    QVector<FoundServer> servers;
    QStringList keys;     ///< providers with a key, by name
    QStringList notices;  ///< what could not be asked, and why
};

/// A model, as a run names it; without one: those of the provider, chosen for each task.
struct LocalChoice {
    QString provider, model;
    bool isLocal = true;  ///< on this machine
};

class ProviderFinder : public QObject {
    Q_OBJECT
public:
    explicit ProviderFinder(QObject* parent = nullptr);
    ~ProviderFinder() override;

    void look();
    /// Takes a server that was found into the person's catalogue, so that runs can name its models.
    void add(const FoundServer& server);
    /// What is asked in place of the machine; for tests.
    std::function<FoundProviders()> ask;

signals:
    void found(const skein::ui::FoundProviders& found);
    void added(const QVector<skein::ui::LocalChoice>& choices, const QString& error);

private:
    QThreadPool m_pool;
    bool m_looking = false;
};

}  // namespace skein::ui

Q_DECLARE_METATYPE(skein::ui::FoundProviders)
