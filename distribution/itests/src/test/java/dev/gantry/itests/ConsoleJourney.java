package dev.gantry.itests;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Visits to a Gantry of its own for each test. */
abstract class ConsoleJourney extends ConsoleVisit {

    @BeforeEach
    void start() throws Exception {
        home = folder.resolve("home");
        gantry = Gantry.start(home);
    }

    @AfterEach
    void stop() throws Exception {
        leave();
        if (gantry != null) {
            gantry.kill();
        }
    }
}
