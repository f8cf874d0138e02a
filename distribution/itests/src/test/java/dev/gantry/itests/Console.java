package dev.gantry.itests;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import tools.jackson.databind.JsonNode;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The console of a Gantry in a browser, with an admin before it. */
final class Console implements AutoCloseable {
    /** Where pictures of pages go. */
    static final Path PICTURES = Path.of("target/screenshots");

    /**
     * What browsers write down when the answer is 401, which is how a console asks who is there.
     */
    private static final String NOBODY = "status of 401";

    final Browser browser;

    private Console(Browser browser) {
        this.browser = browser;
    }

    /** Skips the test where there is no Chromium, unless there has to be one. */
    static void require() {
        boolean there =
                Stream.of(System.getenv("PATH").split(File.pathSeparator))
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "chromium")));
        if (System.getenv("GANTRY_CI") == null) {
            assumeTrue(there, "Chromium is not installed; apt-get install chromium");
        } else if (!there) {
            throw new AssertionError("Chromium is not installed; apt-get install chromium");
        }
    }

    static Console open(Chromium chromium, Gantry gantry) throws Exception {
        Console console = new Console(chromium.window());
        console.browser.look(1280, 800, false);
        console.browser.open(gantry.url());
        console.browser.awaitShown("input[name=token]", null);
        return console;
    }

    /** As {@link #open}, and comes in by the admin's token. */
    static Console enter(Chromium chromium, Gantry gantry) throws Exception {
        Console console = open(chromium, gantry);
        console.comeIn(Files.readString(gantry.home.resolve("data/admin.token")).strip());
        console.browser.awaitShown("nav", null);
        console.browser.awaitShown("main h1", null);
        return console;
    }

    void comeIn(String token) throws Exception {
        browser.awaitShown("input[name=token]", null);
        browser.fill("input[name=token]", token);
        browser.click("button", "Sign in");
    }

    /** Goes to a page without loading anything anew that is there, as links do. */
    void go(String path) throws Exception {
        browser.eval(
                "import(document.querySelector('script[type=module]').src"
                        + ".replace('app.js', 'core/router.js')).then(m => m.router.go('"
                        + path
                        + "'))");
        browser.awaitShown("main[data-page='" + path.split("\\?")[0] + "'] h1", null);
        settled();
    }

    /** Waits until nothing on the page is a place holder. */
    void settled() throws Exception {
        browser.await("the page to be filled", "!document.querySelector('main .skeleton')");
    }

    /** What was complained about, but for asking who is there. */
    List<String> complaints() {
        return browser.complaints().stream().filter(each -> !each.contains(NOBODY)).toList();
    }

    /** What axe finds wrong, one sentence each. */
    List<String> barriers() throws Exception {
        if (!browser.eval("typeof axe !== 'undefined'").asBoolean()) {
            browser.eval(axe() + ";0");
        }
        JsonNode violations =
                browser.eval(
                        "axe.run(document, {resultTypes: ['violations']}).then(r => r.violations.map(v =>"
                                + " ({id: v.id, help: v.help, nodes: v.nodes.slice(0, 3).map(n => n.html"
                                + " + ' ' + n.failureSummary)})))");
        List<String> found = new ArrayList<>();
        violations.forEach(
                each ->
                        found.add(
                                each.path("id").stringValue()
                                        + ": "
                                        + each.path("help").stringValue()
                                        + " "
                                        + each.path("nodes")));
        return found;
    }

    /** Whether one must scroll sideways. */
    boolean overflows() throws Exception {
        return browser.eval("document.documentElement.scrollWidth > innerWidth").asBoolean();
    }

    /** Chooses an option of a select, once it is there. */
    void choose(String css, String value) throws Exception {
        String select = "document.querySelector(\"" + css + "\")";
        browser.await(
                value + " in " + css,
                "[...(" + select + "?.options ?? [])].some(o => o.value === '" + value + "')");
        browser.eval(
                "(e => { e.value = '"
                        + value
                        + "'; e.dispatchEvent(new Event('change', {bubbles: true})); })("
                        + select
                        + ")");
    }

    /**
     * What is wrong with pages in light and dark and on a small screen, one sentence each; takes
     * their pictures.
     */
    List<String> faults(List<String> paths) throws Exception {
        List<String> wrong = new ArrayList<>();
        for (String path : paths) {
            go(path);
            String name = path.substring(1).replaceAll("[^A-Za-z0-9.]+", "-");
            for (boolean dark : List.of(false, true)) {
                browser.look(1280, 800, dark);
                barriers().forEach(each -> wrong.add(path + (dark ? " dark " : " light ") + each));
                picture(name + (dark ? "-dark" : "-light"));
            }
            browser.look(360, 740, false);
            barriers().forEach(each -> wrong.add(path + " at 360 px " + each));
            if (overflows()) {
                wrong.add(path + " must be scrolled sideways at 360 px");
            }
            picture(name + "-360");
            browser.look(1280, 800, false);
        }
        wrong.addAll(complaints());
        return wrong;
    }

    void picture(String name) throws Exception {
        browser.picture(PICTURES.resolve(name + ".png"));
    }

    @Override
    public void close() throws Exception {
        browser.close();
    }

    private static String axe() throws IOException {
        try (InputStream in = Console.class.getResourceAsStream("/axe.min.js")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
