package dev.gantry.itests;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

/** A Gantry of its own for each test, and its console in a browser once somebody comes in. */
abstract class ConsoleJourney {
    @TempDir Path folder;
    Path home;
    Gantry gantry;
    Console console;
    Browser browser;

    @BeforeEach
    void start() throws Exception {
        Console.require();
        home = folder.resolve("home");
        gantry = Gantry.start(home);
    }

    @AfterEach
    void stop() throws Exception {
        if (console != null) {
            console.close();
        }
        if (gantry != null) {
            gantry.kill();
        }
    }

    final void enter() throws Exception {
        console = Console.enter(folder, gantry);
        browser = console.browser;
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
