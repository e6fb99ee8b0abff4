// ProviderDesk: who can be called, their keys and models, for a window: what `skeinctl providers` does, by the same
// functions of the core, in a thread of its own. Thread: GUI; every answer is a signal. A key goes in as a Secret, from
// there into the person's key store, and nowhere else.
#pragma once

#include <QObject>
#include <QThreadPool>
#include <functional>

#include "core/runtime/keys/secret.h"
#include "ui/welcome/provider_finder.h"

namespace skein::ui {

struct ModelRow {
    QString id;
    QString price;          ///< in words, "unknown" too
    bool isPriced = false;  ///< known, be it that nothing is charged
    bool makesText = true;
    friend bool operator==(const ModelRow&, const ModelRow&) = default;
};
struct KeyRow {
    QString name, place;  ///< place: "environment", "keyring" or "file"
    bool canRemove = false;
    friend bool operator==(const KeyRow&, const KeyRow&) = default;
};
/// One provider of the catalogue.
struct ConfiguredProvider {
    QString id, title, protocol, baseUrl, keyVariable;  ///< keyVariable: empty: no key is needed
    bool isLocal = false;
    QVector<KeyRow> keys;
    QVector<ModelRow> models;
    /// Whether a run could call it now.
    bool isReady() const { return (keyVariable.isEmpty() || !keys.isEmpty()) && !models.isEmpty(); }
    friend bool operator==(const ConfiguredProvider&, const ConfiguredProvider&) = default;
};
struct ProviderListing {
    QVector<ConfiguredProvider> providers;
    QString keyPlace;     ///< where a new key goes, in words
    QStringList notices;  ///< what could not be read, and why
};

/// An endpoint that the person names.
struct EndpointWish {
    QString title, protocol, baseUrl;
    bool needsKey = true;
    QString keyName;
    QString inputPrice, outputPrice;  ///< USD per million tokens, as typed; both empty: unknown
};

class ProviderDesk : public QObject {
    Q_OBJECT
public:
    explicit ProviderDesk(QObject* parent = nullptr);
    /// Waits for at most one question in flight.
    ~ProviderDesk() override;

    /// Lists the catalogue and the names of keys; asks nobody for anything.
    void list();
    /// Stores a key of a known provider under this name.
    void addKey(const QString& provider, const QString& name, runtime::Secret key);
    void removeKey(const QString& provider, const KeyRow& key);
    /// Asks the endpoint for its models, takes both into the person's catalogue and stores the key (empty: none is
    /// needed). An endpoint that does not answer is taken in all the same, without models.
    void connectEndpoint(const EndpointWish& wish, runtime::Secret key);
    /// Asks a provider of the catalogue for its models and takes those in that are not known.
    void askModels(const QString& provider);
    /// One real, cheap call with each key of a provider.
    void test(const QString& provider);
    bool isBusy() const { return m_busy; }

signals:
    void listed(const skein::ui::ProviderListing& listing);
    /// Something was done for this provider, in words; or (`error`) was not.
    void told(const QString& provider, const QString& words, bool error);
    void busyChanged();

private:
    /// What came of work, in words; a failure is told as one.
    using Work = std::function<Result<QString>()>;
    void run(const QString& provider, Work work);

    QThreadPool m_pool;  ///< one thread: what is done keeps its order
    bool m_busy = false;
    int m_running = 0;
};

}  // namespace skein::ui

Q_DECLARE_METATYPE(skein::ui::ProviderListing)
