package dev.gantry.telemetry.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.meter.PluginMeters;
import dev.gantry.spi.plugin.RevisionRef;
import dev.gantry.telemetry.CapturedLog;
import dev.gantry.telemetry.series.Book;
import dev.gantry.telemetry.series.Limits;
import dev.gantry.telemetry.series.Reading;
import dev.gantry.telemetry.series.TextFormat;

import org.junit.jupiter.api.Test;

import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

class PluginMetricsTest {
    private static final String BUDGET = "dev.gantry.telemetry.series.Budget";

    private final Book book = book(5, 8);
    private final PluginMeters metrics = of("1.0.0");

    private static Book book(int perMetric, int perPlugin) {
        return new Book(new Limits(perMetric, perPlugin, Map.of(), false), InstantSource.system());
    }

    private PluginMeters of(String version) {
        return of(book, "acme.mail", version);
    }

    private static PluginMeters of(Book book, String plugin, String version) {
        return new PluginMetrics(
                new RevisionRef(plugin, version, "ab".repeat(32)),
                book,
                AllowedLabels.parse("usual,bank"),
                List.of(Duration.ofMillis(100), Duration.ofSeconds(1)));
    }

    @Test
    void namesGetThePluginsPrefixAndLabels() {
        metrics.counter("sent_total", "Letters sent", "kind", "invoice").add(2);
        metrics.counter("sent_total", "Letters sent", "kind", "invoice").increment();
        metrics.counter("sent_total", "Letters sent", "kind", "invoice").add(-1);
        metrics.counter("sent_total", "Letters sent", "kind", "invoice").add(Double.NaN);
        metrics.timer("send_seconds", "Time").record(Duration.ofMillis(300));
        metrics.gauge("backlog", "Letters that wait", "bank", "a").set(4);
        metrics.gauge("backlog", "Letters that wait", "bank", "a").set(5);
        metrics.gauge("open", "Connections", () -> 7);

        String mine = "plugin=\"acme.mail\",version=\"1.0.0\"";
        assertHas("# HELP gantry_plugin_mail_sent_total Letters sent");
        assertHas("gantry_plugin_mail_sent_total{kind=\"invoice\"," + mine + "} 3.0");
        assertHas("gantry_plugin_mail_send_seconds_bucket{" + mine + ",le=\"0.1\"} 0");
        assertHas("gantry_plugin_mail_send_seconds_bucket{" + mine + ",le=\"1.0\"} 1");
        assertHas("gantry_plugin_mail_backlog{bank=\"a\"," + mine + "} 5.0");
        assertHas("gantry_plugin_mail_open{" + mine + "} 7.0");
    }

    @Test
    void whatARevisionLeftIsGoneWhenItIsClosedAndOthersStay() {
        PluginMeters next = of("1.1.0");
        for (PluginMeters one : List.of(metrics, next)) {
            one.counter("sent_total", "Letters sent").increment();
            one.gauge("open", "Connections", () -> 7);
        }
        var kept = metrics.counter("sent_total", "Letters sent");
        metrics.close();
        metrics.close();
        kept.increment();
        metrics.counter("sent_total", "Letters sent").increment();
        metrics.gauge("open", "Connections", () -> 7);

        assertFalse(text().contains("version=\"1.0.0\""), text());
        assertHas("gantry_plugin_mail_sent_total{plugin=\"acme.mail\",version=\"1.1.0\"} 1.0");
        next.close();
        assertEquals("", text());
    }

    @Test
    void twoRevisionsOfOneVersionShareTheirSeries() {
        PluginMeters same = of("1.0.0");
        metrics.counter("sent_total", "Letters sent").increment();
        same.counter("sent_total", "Letters sent").increment();
        assertHas("gantry_plugin_mail_sent_total{plugin=\"acme.mail\",version=\"1.0.0\"} 2.0");
        metrics.close();
        assertHas("gantry_plugin_mail_sent_total{plugin=\"acme.mail\",version=\"1.0.0\"} 2.0");
        same.close();
        assertEquals("", text());
    }

    @Test
    void nothingOfThePluginIsHeldWhenItIsClosed() {
        Object[] state = {new Object()};
        WeakReference<Object> held = new WeakReference<>(state[0]);
        Object captured = state[0];
        register(captured);
        captured = null;
        state[0] = null;
        System.gc();
        assertTrue(held.get() != null, "the gauge needs it");
        metrics.close();
        for (int i = 0; i < 50 && held.get() != null; i++) {
            System.gc();
        }
        assertEquals(null, held.get());
    }

    private void register(Object captured) {
        metrics.gauge("open", "Connections", captured::hashCode);
    }

    @Test
    void aGaugeThatIsReadEndsWhenItIsClosedOrReplaced() {
        var first = metrics.gauge("open", "Connections", () -> 1);
        var second = metrics.gauge("open", "Connections", () -> 2);
        assertHas("gantry_plugin_mail_open{plugin=\"acme.mail\",version=\"1.0.0\"} 2.0");
        first.close();
        assertHas("gantry_plugin_mail_open{plugin=\"acme.mail\",version=\"1.0.0\"} 2.0");
        second.close();
        second.close();
        assertEquals("", text());
        metrics.gauge("open", "Connections", () -> 3);
        assertHas("gantry_plugin_mail_open{plugin=\"acme.mail\",version=\"1.0.0\"} 3.0");
    }

    @Test
    void aGaugeThatFailsIsNoNumberAndIsToldOnce() throws Exception {
        metrics.gauge(
                "open",
                "Connections",
                () -> {
                    throw new IllegalStateException("closed");
                });
        try (var log = new CapturedLog(dev.gantry.telemetry.series.ReadCell.class)) {
            assertHas("gantry_plugin_mail_open{plugin=\"acme.mail\",version=\"1.0.0\"} NaN");
            assertHas("gantry_plugin_mail_open{plugin=\"acme.mail\",version=\"1.0.0\"} NaN");
            assertEquals(1, log.warnings().size());
            assertTrue(
                    log.warnings().getFirst().contains("of plugin acme.mail has no value"),
                    log.warnings().getFirst());
        }
    }

    @Test
    void aLabelThatIsNotAllowedIsNotShownAndSaysWhatToDo() {
        try (var log = new CapturedLog(PluginMetrics.class)) {
            metrics.counter("sent_total", "Letters sent", "country", "at").increment();
            metrics.counter("sent_total", "Letters sent", "country", "de").increment();
            metrics.gauge("open", "Connections", () -> 1, "country", "at");
            assertEquals("", text());
            assertEquals(2, log.warnings().size());
            assertEquals(
                    "gantry_plugin_mail_sent_total of acme.mail 1.0.0 (abababababab) is not shown:"
                            + " the label"
                            + " country is not among those that gantry.metrics.plugin.labels"
                            + " allows; add it there, or have the plugin use another one",
                    log.warnings().getFirst());
        }
    }

    @Test
    void tooManyValuesAreFoldedAndTheCulpritIsNamed() throws Exception {
        try (var log = new CapturedLog(Class.forName(BUDGET))) {
            for (int i = 0; i < 20; i++) {
                metrics.counter("sent_total", "Sent", "kind", "k" + i, "result", "ok").increment();
            }
            metrics.counter("sent_total", "Sent", "kind", "k0", "result", "ok").increment();
            assertEquals(
                    List.of(
                            "gantry_plugin_mail_sent_total of plugin acme.mail has 5 combinations of"
                                    + " [plugin, version, kind, result], which is the limit"
                                    + " gantry.metrics.series; the label kind has 5 values. What"
                                    + " comes later is counted as _other: use fewer values for"
                                    + " that label"),
                    log.warnings());
        }
        assertHas(
                "gantry_plugin_mail_sent_total{kind=\"k0\",plugin=\"acme.mail\",result=\"ok\","
                        + "version=\"1.0.0\"} 2.0");
        assertHas(
                "gantry_plugin_mail_sent_total{kind=\"_other\",plugin=\"acme.mail\","
                        + "result=\"_other\",version=\"1.0.0\"} 15.0");
    }

    @Test
    void aPluginHasALimitForAllItsMetricsTogether() throws Exception {
        PluginMeters other = of(book, "acme.fax", "1.0.0");
        try (var log = new CapturedLog(Class.forName(BUDGET))) {
            for (int i = 0; i < 20; i++) {
                metrics.counter("m" + i % 10 + "_total", "m", "kind", "k" + i).increment();
            }
            other.counter("sent_total", "Sent").increment();
            assertEquals(1, log.warnings().size(), log.warnings().toString());
            assertTrue(
                    log.warnings()
                            .getFirst()
                            .startsWith(
                                    "Plugin acme.mail has 8 series, which is the limit"
                                            + " gantry.metrics.plugin.series; most has"),
                    log.warnings().getFirst());
        }
        assertHas("gantry_plugin_fax_sent_total{plugin=\"acme.fax\",version=\"1.0.0\"} 1.0");
        assertFalse(text().contains("mail_m9_total"), text());
        assertTrue(text().contains("mail_m0_total{kind=\"_other\""), text());
        metrics.close();
        of("1.1.0").counter("m9_total", "m").increment();
        assertHas("gantry_plugin_mail_m9_total{plugin=\"acme.mail\",version=\"1.1.0\"} 1.0");
    }

    @Test
    void aMillionValuesTakeNoRoomAndHideNobody() {
        Book full = book(1000, 5000);
        PluginMeters attacker = of(full, "acme.mail", "1.0.0");
        attacker.counter("known_total", "Known", "kind", "a").increment();
        String filler = "x".repeat(300);
        for (int i = 0; i < 2000; i++) {
            attack(attacker, i, filler);
        }
        long before = used();
        for (int i = 2000; i < 1_000_000; i++) {
            attack(attacker, i, "");
        }
        long grown = used() - before;
        assertTrue(grown < 5_000_000, "grown by " + grown);
        String text = text(full);
        assertTrue(
                text.contains(
                        "known_total{kind=\"a\",plugin=\"acme.mail\",version=\"1.0.0\"} 1.0"));
        assertEquals(1001, text.lines().filter(l -> l.contains("mail_sent_total{")).count());
        assertTrue(text.length() < 1_000_000, "long values are cut: " + text.length());
    }

    private static void attack(PluginMeters attacker, int i, String filler) {
        attacker.counter("sent_total", "Sent", "kind", "v" + i + filler).increment();
        if (i % 100 == 0) {
            attacker.timer("send_seconds", "Time", "kind", "v" + i).record(Duration.ZERO);
        }
    }

    private static long used() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    @Test
    void whatAuthorsGetWrongIsRefusedWithTheRemedy() {
        assertRefused("the name of a counter ends in _total", () -> counter("sent"));
        assertRefused("the name of a timer ends in _seconds", () -> metrics.timer("took_ms", ""));
        assertRefused("a gauge does not end in _total", () -> metrics.gauge("x_total", ""));
        assertRefused("lower-case letters", () -> counter("Sent_total"));
        assertRefused("one value is missing", () -> counter("sent_total", "kind"));
        assertRefused("kind is there twice", () -> counter("sent_total", "kind", "a", "kind", "b"));
        assertRefused("kind has no value", () -> counter("sent_total", "kind", null));
        assertRefused("plugin is set by others", () -> counter("sent_total", "plugin", "a"));
        for (String forbidden :
                List.of("run_id", "trace_id", "url", "target_url", "path", "message", "email")) {
            assertRefused("the label " + forbidden, () -> counter("sent_total", forbidden, "a"));
        }
        counter("sent_total", "kind", "a");
        assertRefused("is a counter with the labels", () -> counter("sent_total", "bank", "a"));
        metrics.gauge("backlog", "x").set(1);
        assertRefused("either set or read", () -> metrics.gauge("backlog", "x", () -> 1));
    }

    private void counter(String name, String... labels) {
        metrics.counter(name, "x", labels).increment();
    }

    private static void assertRefused(String why, Runnable what) {
        var refused = assertThrows(IllegalArgumentException.class, what::run);
        assertTrue(refused.getMessage().contains(why), refused.getMessage());
    }

    @Test
    void allowedLabelsAreChecked() {
        assertTrue(AllowedLabels.parse("*").allows("anything"));
        assertTrue(AllowedLabels.parse("usual, bank").allows("bank"));
        assertFalse(AllowedLabels.parse("bank").allows("kind"));
        for (String wrong : List.of("", "a,,b", "Bank", "usual,run_id")) {
            var refused =
                    assertThrows(IllegalArgumentException.class, () -> AllowedLabels.parse(wrong));
            assertTrue(refused.getMessage().startsWith("gantry.metrics.plugin.labels: "));
        }
    }

    @Test
    void noPluginTakesANameOfGantrysOwn() throws Exception {
        assertEquals("gantry_plugin_files_", PluginNames.prefix("dev.gantry.sample.files"));
        assertEquals("gantry_plugin_acme_cleanup_", PluginNames.prefix("acme-cleanup"));
        assertEquals("gantry_plugin_com_acme_cpu_", PluginNames.prefix("com.acme.CPU"));
        String reference =
                Files.readString(Path.of("../../distribution/docs/reference/metrics.md"));
        Pattern.compile("`gantry_plugin_([a-z]+)[a-z_]*`")
                .matcher(reference)
                .results()
                .map(found -> found.group(1))
                .forEach(word -> assertTrue(PluginNames.TAKEN.contains(word), word));
    }

    private void assertHas(String line) {
        assertTrue(text().lines().anyMatch(line::equals), line + " is not in\n" + text());
    }

    private String text() {
        return text(book)
                .lines()
                .filter(line -> !line.contains("gantry_metrics_folded"))
                .map(line -> line + "\n")
                .reduce("", String::concat);
    }

    private static String text(Book book) {
        TextFormat format = new TextFormat(false, 1024);
        book.write(format, new Reading());
        return new String(format.end(), StandardCharsets.UTF_8);
    }
}
