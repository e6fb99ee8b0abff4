// ProvidersDialog: connecting providers and looking after their keys (ui.md 3.11): what is known, what was found on
// this computer, and any other endpoint. Thread: GUI. A key is typed into a field that shows dots, goes into the
// person's key store at once, and is in no other place afterwards: not in settings, undo, logs or this window.
#pragma once

#include <QDialog>

#include "ui/common/labels.h"
#include "ui/common/theme.h"
#include "ui/welcome/provider_desk.h"

class QBoxLayout;
class QCheckBox;
class QComboBox;
class QFormLayout;
class QLineEdit;
class QListWidget;
class QPushButton;
class QTreeWidget;

namespace skein::ui {

class InlineBanner;

class ProvidersDialog : public QDialog {
    Q_OBJECT
public:
    /// `looksAround`: asks this computer for model servers at once.
    ProvidersDialog(const Theme& theme, bool looksAround, QWidget* parent = nullptr);

    /// The provider of this id, or the page for another endpoint where it is empty.
    void select(const QString& provider);
    ProviderFinder& finder() { return m_finder; }

signals:
    /// Keys, models or providers are others than before.
    void changed();

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    QWidget* makeList();
    QWidget* makeDetails();
    QLineEdit* addLine(QFormLayout* form, const QString& label, const QString& objectName, const QString& placeholder);
    QPushButton* addButton(QLayout* row, const QString& words, const QString& objectName);
    void takeListing(const ProviderListing& listing);
    void showFound(const FoundProviders& found);
    void fillList();
    void showCurrent();
    void showState();
    void storeKey();
    void removeKey();
    void connectEndpoint();
    /// What the key field holds, which is empty from now on. Errors: as runtime::secretFromText.
    Result<runtime::Secret> takeKey();
    const ConfiguredProvider* current() const;
    bool isOther() const;

    const Theme& m_theme;
    ProviderDesk m_desk;
    ProviderFinder m_finder;
    ProviderListing m_listing;
    FoundProviders m_found;
    QString m_endpoint;     ///< address that is being connected; chosen when it is listed
    bool m_chosen = false;  ///< by the person, not by what was listed or found
    QString m_wanted;       ///< chosen as soon as it is listed

    QBoxLayout* m_halves;
    QListWidget* m_list;
    QPushButton* m_look;
    ThemedLabel *m_lookText, *m_title, *m_about, *m_keysTitle, *m_modelsTitle;
    InlineBanner* m_banner;
    QFormLayout* m_form;
    QLineEdit *m_name, *m_url, *m_keyName, *m_key, *m_inputPrice, *m_outputPrice;
    QComboBox* m_protocol;
    QCheckBox* m_needsKey;
    QPushButton *m_connect, *m_store, *m_remove, *m_test, *m_ask;
    QTreeWidget *m_keys, *m_models;
    ThemedLabel* m_missing;
};

}  // namespace skein::ui
