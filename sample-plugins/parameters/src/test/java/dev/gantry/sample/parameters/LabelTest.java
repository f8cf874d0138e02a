package dev.gantry.sample.parameters;

import static dev.gantry.testkit.GantryAssertions.assertThat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.gantry.testkit.GantryTest;
import dev.gantry.testkit.TaskRunner;
import dev.gantry.testkit.TestClock;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

@GantryTest
class LabelTest {
    private static final Label.Address ADA = new Label.Address("Ada", "London", "12345");

    @Test
    void takesARecord(TaskRunner tasks) {
        var parcel =
                new Label.Parcel(
                        ADA,
                        List.of("book", "pen"),
                        800,
                        Label.Speed.EXPRESS,
                        Duration.ofDays(2),
                        Optional.of("fragile"));
        assertThat(tasks.run(new Label(), parcel))
                .succeeded()
                .output(
                        new Label.Text(
                                List.of("Ada", "12345 London", "EXPRESS, 2 items", "fragile"),
                                TestClock.START.plus(Duration.ofDays(2))));
    }

    @Test
    void takesAMapAndFillsInWhatIsLeftOut(TaskRunner tasks) {
        var run =
                tasks.run(new Label(), Map.of("to", ADA, "items", List.of("book"), "weight", 300));
        assertThat(run)
                .output(
                        "normal, for a week",
                        text -> text.lines().get(2).equals("NORMAL, 1 items"));
        assertEquals(TestClock.START.plus(Duration.ofDays(7)), run.output().goodUntil());
    }

    @Test
    void takesJson(TaskRunner tasks) {
        var run =
                tasks.run(
                        new Label(),
                        """
                        {"to": {"name": "Ada", "town": "London", "code": "12345"},
                         "items": ["book"], "weight": 300, "keep": "PT1H"}
                        """);
        assertThat(run).succeeded();
        assertEquals(TestClock.START.plusSeconds(3600), run.output().goodUntil());
    }

    @Test
    void whatIsMissingIsNamed(TaskRunner tasks) {
        var missing =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> tasks.run(new Label(), Map.of("to", ADA, "items", List.of("book"))));
        assertEquals("`weight` is missing", missing.getMessage());
    }
}
