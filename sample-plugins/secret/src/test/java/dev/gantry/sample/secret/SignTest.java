package dev.gantry.sample.secret;

import static dev.gantry.testkit.GantryAssertions.assertThat;

import dev.gantry.testkit.GantryTest;
import dev.gantry.testkit.TaskRunner;

import org.junit.jupiter.api.Test;

@GantryTest
class SignTest {
    @Test
    void signsAndKeepsTheKey(TaskRunner tasks) {
        var run = tasks.run(new Sign(), new Sign.Params("hello", "open sesame"));
        assertThat(run)
                .succeeded()
                .output("64 digits", signature -> signature.hex().length() == 64)
                .keptSecrets("key");
    }
}
