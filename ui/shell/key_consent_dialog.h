// KeyConsentDialog: asks once where no keyring answers whether the signing key may live in a file, and says what the
// key is for, where the file goes and who can read it. The safe answer is the default. Thread: GUI.
#pragma once

#include <QDialog>

#include "ui/common/theme.h"

namespace skein::ui {

/// Why no keyring keeps the key, in words for people, of what the system said.
QString whyNoKeyring(const QString& reason);

class KeyConsentDialog : public QDialog {
    Q_OBJECT
public:
    /// `reason`: why no keyring can be used, in the core's words.
    KeyConsentDialog(const Theme& theme, const QString& keyFile, const QString& reason, QWidget* parent);
};

}  // namespace skein::ui
