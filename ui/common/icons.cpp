#include "ui/common/icons.h"

#include <QFile>
#include <QIconEngine>
#include <QPainter>
#include <QPixmap>
#include <QSvgRenderer>

namespace skein::ui {

namespace {

class ThemedIconEngine : public QIconEngine {
public:
    ThemedIconEngine(const Theme& theme, QString name, Token token)
        : m_theme(theme), m_name(std::move(name)), m_token(token) {
        QFile file(QStringLiteral(":/icons/%1.svg").arg(m_name));
        if (file.open(QIODevice::ReadOnly)) m_source = file.readAll();
    }

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State state) override {
        QColor colour = m_theme.color(state == QIcon::On ? Token::Accent : m_token);
        if (mode == QIcon::Disabled)
            colour = mixed(m_theme.color(Token::BgWindow), m_theme.color(Token::TextPrimary), 0.4);
        QByteArray coloured = m_source;
        coloured.replace("currentColor", colour.name().toLatin1());
        QSvgRenderer renderer(coloured);
        if (renderer.isValid()) renderer.render(painter, QRectF(rect));
    }

    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override {
        QPixmap result(size);
        result.fill(Qt::transparent);
        QPainter painter(&result);
        paint(&painter, QRect(QPoint(), size), mode, state);
        return result;
    }

    QIconEngine* clone() const override { return new ThemedIconEngine(m_theme, m_name, m_token); }

private:
    const Theme& m_theme;
    QString m_name;
    Token m_token;
    QByteArray m_source;
};

}  // namespace

QIcon themedIcon(const Theme& theme, const QString& name, Token token) {
    return QIcon(new ThemedIconEngine(theme, name, token));
}

}  // namespace skein::ui
