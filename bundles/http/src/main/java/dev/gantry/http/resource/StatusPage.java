package dev.gantry.http.resource;

import dev.gantry.http.resource.StatusPageResource.Line;
import dev.gantry.spi.check.CheckHistory.Day;
import dev.gantry.spi.check.CheckStatus;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The status page as HTML: one file without scripts, which may be copied anywhere as it is. */
final class StatusPage {
    private static final String STYLE =
            """
            :root{color-scheme:light dark;--ok:#1a7f37;--warn:#9a6700;--bad:#c62828;--line:#d0d7de}
            @media(prefers-color-scheme:dark){\
            .item,svg{--ok:#4ac26b;--warn:#d4a72c;--bad:#ff7b72;--line:#3d444d}}
            body{font:16px/1.5 system-ui,sans-serif;max-width:52rem;margin:2rem auto;padding:0 1rem}
            h1{font-size:1.6rem}h2{font-size:1.1rem;margin-top:2rem}
            .all{padding:.8rem 1rem;border-radius:.5rem;color:#fff;font-weight:600}
            .all.ok{background:var(--ok)}.all.warn{background:var(--warn)}
            .all.bad{background:var(--bad)}.all.none{background:#57606a}
            .item{border:1px solid var(--line);border-radius:.5rem;padding:.7rem 1rem;margin:.5rem 0}
            .head{display:flex;justify-content:space-between;gap:1rem}
            .word.ok{color:var(--ok)}.word.warn{color:var(--warn)}.word.bad{color:var(--bad)}
            svg{width:100%;height:1.6rem;display:block;margin:.4rem 0 .1rem}
            .ok rect,rect.ok{fill:var(--ok)}rect.warn{fill:var(--warn)}rect.bad{fill:var(--bad)}
            rect.none{fill:var(--line)}
            .small{font-size:.8rem;opacity:.75;display:flex;justify-content:space-between}
            """;

    private StatusPage() {}

    static String html(String title, Map<String, List<Line>> groups, Instant now) {
        StringBuilder page = new StringBuilder();
        page.append("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">")
                .append("<meta name=\"viewport\" content=\"width=device-width\">")
                .append("<meta http-equiv=\"refresh\" content=\"60\"><title>")
                .append(text(title))
                .append("</title><style>")
                .append(STYLE)
                .append("</style></head><body><h1>")
                .append(text(title))
                .append("</h1>");
        overall(page, groups);
        groups.forEach(
                (name, lines) -> {
                    page.append("<h2>").append(text(name)).append("</h2>");
                    lines.forEach(line -> line(page, line));
                });
        return page.append("<p class=\"small\"><span>As of ")
                .append(now.truncatedTo(ChronoUnit.SECONDS))
                .append("; days are those of UTC.</span></p></body></html>\n")
                .toString();
    }

    private static void overall(StringBuilder page, Map<String, List<Line>> groups) {
        List<Line> all = groups.values().stream().flatMap(List::stream).toList();
        long bad = all.stream().filter(each -> each.status() == CheckStatus.CRITICAL).count();
        long warn = all.stream().filter(each -> each.status() == CheckStatus.WARN).count();
        long ok = all.stream().filter(each -> each.status() == CheckStatus.OK).count();
        String kind;
        String words;
        if (all.isEmpty()) {
            kind = "none";
            words = "Nothing is shown here yet.";
        } else if (bad > 0) {
            kind = "bad";
            words = of(bad, all) + (bad == 1 ? " does not work." : " do not work.");
        } else if (warn > 0) {
            kind = "warn";
            words = of(warn, all) + (warn == 1 ? " needs attention." : " need attention.");
        } else if (ok < all.size()) {
            kind = "none";
            words = "Nothing is known now of " + of(all.size() - ok, all) + ".";
        } else {
            kind = "ok";
            words = "All work.";
        }
        page.append("<p class=\"all ").append(kind).append("\">").append(words).append("</p>");
    }

    private static String of(long some, List<Line> all) {
        return some + " of " + all.size();
    }

    private static void line(StringBuilder page, Line line) {
        String kind = kind(line.status());
        page.append("<div class=\"item\"><div class=\"head\"><strong>")
                .append(text(line.title()))
                .append("</strong><span class=\"word ")
                .append(kind)
                .append("\">")
                .append(word(line.status()))
                .append("</span></div>");
        bars(page, line.days());
        page.append("<div class=\"small\"><span>")
                .append(line.days().size())
                .append(" days</span><span>")
                .append(
                        availability(line.days())
                                .map(up -> percent(up) + " available")
                                .orElse("nothing known yet"))
                .append("</span><span>today</span></div></div>");
    }

    private static void bars(StringBuilder page, List<Day> days) {
        page.append("<svg viewBox=\"0 0 ")
                .append(days.size() * 10)
                .append(" 20\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"")
                .append("availability by day\">");
        for (int i = 0; i < days.size(); i++) {
            Day day = days.get(i);
            Optional<Double> up = day.availability();
            page.append("<rect x=\"")
                    .append(i * 10)
                    .append("\" width=\"8\" height=\"20\" class=\"")
                    .append(up.map(StatusPage::kind).orElse("none"))
                    .append("\"><title>")
                    .append(day.date())
                    .append(": ")
                    .append(up.map(StatusPage::percent).orElse("nothing known"))
                    .append("</title></rect>");
        }
        page.append("</svg>");
    }

    /** The share of what is known of all days in which it worked; empty if nothing is known. */
    static Optional<Double> availability(List<Day> days) {
        double up = 0;
        double known = 0;
        for (Day day : days) {
            double worked = day.ok().toMillis() + day.warn().toMillis();
            up += worked;
            known += worked + day.critical().toMillis();
        }
        return known == 0 ? Optional.empty() : Optional.of(up / known);
    }

    private static String kind(double up) {
        return up >= 0.9995 ? "ok" : up >= 0.98 ? "warn" : "bad";
    }

    private static String kind(CheckStatus status) {
        return switch (status) {
            case OK -> "ok";
            case WARN -> "warn";
            case CRITICAL -> "bad";
            case UNKNOWN, ERROR -> "none";
        };
    }

    private static String word(CheckStatus status) {
        return switch (status) {
            case OK -> "works";
            case WARN -> "needs attention";
            case CRITICAL -> "does not work";
            case UNKNOWN, ERROR -> "not known";
        };
    }

    /** Never rounded up to a hundred. */
    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f %%", Math.floor(share * 10_000) / 100);
    }

    private static String text(String raw) {
        return raw.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
