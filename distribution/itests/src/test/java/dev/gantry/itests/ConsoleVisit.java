package dev.gantry.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;

/** The console of a Gantry in a browser, once somebody comes in; each time in a new window. */
abstract class ConsoleVisit {
    private static Chromium chromium;

    @TempDir Path folder;
    Path home;
    Gantry gantry;
    Console console;
    Browser browser;

    @BeforeAll
    static void startChromium(@TempDir Path profile) throws Exception {
        Console.require();
        chromium = Chromium.start(profile);
    }

    @AfterAll
    static void stopChromium() throws Exception {
        if (chromium != null) {
            chromium.close();
            chromium = null;
        }
    }

    @AfterEach
    void leave() throws Exception {
        if (console != null) {
            console.close();
            console = null;
        }
    }

    /** Comes before the door. */
    final void open() throws Exception {
        console = Console.open(chromium, gantry);
        browser = console.browser;
    }

    /** Comes in, by the admin's token. */
    final void enter() throws Exception {
        console = Console.enter(chromium, gantry);
        browser = console.browser;
    }

    /** What is shown now is for everybody, and there is a picture of it. */
    final void seen(String name) throws Exception {
        console.picture(name);
        assertEquals(List.of(), console.barriers());
    }

    /** Drops one of the samples that Gantry comes with, and waits until it is active. */
    final void drop(String file, String plugin) throws Exception {
        gantry.drop(Gantry.INSTALLATION.resolve("bundles").resolve(file));
        gantry.awaitRevision(plugin, "active");
    }

    final void dropProcess() throws Exception {
        drop("process-0.1.0.jar", "dev.gantry.sample.process");
    }
}
