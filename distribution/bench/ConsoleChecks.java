import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The console with many checks and findings in Chromium, from the click in the navigation until the rows are painted; and
 * what the API takes for the lists behind it. With the checks at work and without, then with a finding for each. See
 * README.md.
 *
 * <pre>java distribution/bench/ConsoleChecks.java</pre>
 */
static final int MANY = Integer.getInteger("checks", 5000);
/** One of so many is bad. */
static final int BAD = Integer.getInteger("bad", 5);
static final int INTERVAL = Integer.getInteger("interval", 30);
static final int VIEWS = Integer.getInteger("views", 20);
static final int CALLS = Integer.getInteger("calls", 100);
static final int PER_FILE = 1000;
static volatile boolean allBad;

void main() throws Exception {
    Node.requireBuild();
    Path home = Node.home("console-checks");
    Files.copy(Node.PLUGIN, home.resolve("bundles/bench.jar"));
    Files.createDirectories(home.resolve("conf/checks"));
    Path place = Files.createDirectories(home.resolve("browser"));
    try (Door door = new Door(this::serve);
            Node node = Node.start(home, "-Xmx1g " + System.getProperty("opts", ""));
            Tab tab = Tab.open(place)) {
        while (!node.body("GET", "/api/v1/detectors/bench.knock", "").contains("\"config\"")) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
        tab.call("Page.enable", "{}");
        tab.call("Page.navigate", "{\"url\":\"" + node.url + "/\"}");
        tab.until("document.readyState === 'complete'");
        tab.enter(node.token);
        tab.call("Page.navigate", "{\"url\":\"" + node.url + "/\"}");
        tab.until("performance.getEntriesByName('interactive').length === 1");

        save(home, "PT" + INTERVAL + "S", door.port());
        found(node, MANY / BAD);
        TimeUnit.SECONDS.sleep(10);
        measure(node, tab, String.format("%,d checks each %d s, %,d open findings", MANY, INTERVAL, MANY / BAD));

        save(home, "PT24H", door.port());
        TimeUnit.SECONDS.sleep(15);
        measure(node, tab, String.format("%,d checks at rest, %,d open findings", MANY, MANY / BAD));

        allBad = true;
        save(home, "PT" + INTERVAL + "S", door.port());
        found(node, MANY);
        TimeUnit.SECONDS.sleep(10);
        measure(node, tab, String.format("%,d checks each %d s, %,d open findings", MANY, INTERVAL, MANY));
    }
}

void save(Path home, String interval, int port) throws IOException {
    for (int from = 0; from < MANY; from += PER_FILE) {
        StringBuilder text = new StringBuilder("checks:\n");
        for (int i = from; i < Math.min(MANY, from + PER_FILE); i++) {
            text.append("  - { id: c").append(i).append(", title: \"Check number ").append(i).append("\", target: \"10.0.0.").append(i % 256)
                    .append("\", detector: bench.knock, interval: ").append(interval).append(", config: { port: ").append(port)
                    .append(", letter: ").append(i % BAD == 0 ? "c" : "f").append(", busyMicros: 0 }, labels: { team: t").append(i % 20).append(" } }\n");
        }
        Path part = home.resolve("conf/checks/c" + from / PER_FILE + ".part");
        Files.writeString(part, text);
        Files.move(part, home.resolve("conf/checks/c" + from / PER_FILE + ".yaml"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }
}

/** Waits until so many findings are open. */
void found(Node node, int count) throws Exception {
    for (int i = 0; i < 1200; i++) {
        if (Curves.sum(node.body("GET", "/metrics", ""), "gantry_findings_open{") >= count) {
            return;
        }
        TimeUnit.MILLISECONDS.sleep(100);
    }
    throw new IOException("not all findings are there");
}

void measure(Node node, Tab tab, String name) throws Exception {
    IO.println(name);
    view(tab, "Detection", "/detection", "page-checks section[aria-label=\"All checks\"] tbody tr");
    view(tab, "Findings", "/findings", "page-findings tbody tr");
    view(tab, "Overview", "/", "page-overview .attention li");
    lists(node);
}

/** From the click until the frame after the one in which the first row is there. */
void view(Tab tab, String name, String path, String row) throws Exception {
    List<Double> took = new ArrayList<>();
    for (int i = 0; i <= VIEWS; i++) {
        tab.eval("document.querySelector('nav a[href=\"/runs\"]').click()");
        tab.until("document.querySelector('page-runs h1') && !document.querySelector('page-checks, page-findings, page-overview')");
        TimeUnit.MILLISECONDS.sleep(300);
        String ms = tab.eval("""
                new Promise((done) => {
                  const begun = performance.now();
                  const painted = () => requestAnimationFrame(() => setTimeout(() => done(performance.now() - begun)));
                  const watch = new MutationObserver(() => {
                    if (!document.querySelector('%s')) return;
                    watch.disconnect();
                    painted();
                  });
                  watch.observe(document.body, { childList: true, subtree: true });
                  document.querySelector('nav a[href="%s"]').click();
                })""".formatted(row, path));
        if (i > 0) { // the first one loads the page's script
            took.add(Double.parseDouble(ms));
        }
    }
    String nodes = tab.eval("document.querySelectorAll('main *').length");
    IO.println(String.format("  %-44s p50 %.0f ms, p99 %.0f ms (%d; %s elements)", "page " + name, Figures.percentile(took, 50), Figures.percentile(took, 99), took.size(), nodes));
}

void lists(Node node) throws Exception {
    try (Wire wire = new Wire(node)) {
        for (String each : List.of("checks?order=worst&limit=100", "checks?status=critical&limit=100", "checks?text=team%3Dt7&limit=100", "checks?limit=1000",
                "findings?state=open&limit=100", "findings?severity=critical&limit=100", "findings?limit=1000", "attention")) {
            List<Double> took = new ArrayList<>();
            int bytes = 0;
            for (int i = 0; i < CALLS; i++) {
                long begun = System.nanoTime();
                Wire.Answer answer = wire.send("GET", "/api/v1/" + each, "");
                if (answer.status() != 200) {
                    throw new IOException(each + " is refused");
                }
                took.add((System.nanoTime() - begun) / 1e6);
                bytes = answer.body().length();
            }
            IO.println(String.format("  %-44s p50 %.1f ms, p99 %.1f ms (%,d bytes)", "GET " + each, Figures.percentile(took, 50), Figures.percentile(took, 99), bytes));
        }
    }
}

/** Sends those away who say c, or all. */
void serve(Socket guest) throws IOException {
    if (guest.getInputStream().read() != 'c' && !allBad) {
        guest.getOutputStream().write('!');
    }
}
