package dev.gantry.sample.settings;

import static dev.gantry.testkit.GantryAssertions.assertThat;

import dev.gantry.testkit.GantryTest;
import dev.gantry.testkit.TaskRunner;

import org.junit.jupiter.api.Test;

import java.util.Map;

@GantryTest
class QuoteTest {
    @Test
    void takesTheDefaults(TaskRunner tasks) {
        assertThat(tasks.run(new Quote(), Map.of("net", 100)))
                .succeeded()
                .output(new Quote.Price("119.00 EUR"));
    }

    @Test
    void takesWhatTheOperatorChose(TaskRunner tasks) {
        tasks.with(new Rates(0.25, "DKK"));
        assertThat(tasks.run(new Quote(), Map.of("net", 100)))
                .succeeded()
                .output(new Quote.Price("125.00 DKK"));
    }
}
