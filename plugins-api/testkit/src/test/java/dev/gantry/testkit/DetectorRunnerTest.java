package dev.gantry.testkit;

import static dev.gantry.testkit.GantryAssertions.assertThat;

import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.gantry.api.config.Settings;
import dev.gantry.api.detect.CheckContext;
import dev.gantry.api.detect.Detector;
import dev.gantry.api.detect.Status;
import dev.gantry.api.detect.Verdict;
import dev.gantry.api.schema.Default;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.Map;

@GantryTest
class DetectorRunnerTest {

    record Config(@Default("10") double limit, double value) {}

    static final class Limit implements Detector<Config> {
        @Override
        public Verdict inspect(Config config, CheckContext context) throws IOException {
            if (config.value() < 0) {
                throw new IOException("sensor is gone");
            }
            double before =
                    context.previous().map(last -> last.measurements().get("value")).orElse(0.0);
            return Verdict.of(config.value() > config.limit() ? Status.WARN : Status.OK)
                    .because("changed by %.1f", config.value() - before)
                    .measured("value", config.value());
        }
    }

    @Test
    void handsOnThePreviousVerdict(DetectorRunner detectors) {
        assertThat(detectors.inspect(new Limit(), Map.of("value", 4.0)))
                .ok()
                .because("changed by 4.0")
                .measured("value", 4);
        assertThat(detectors.inspect(new Limit(), new Config(10, 11)))
                .warn()
                .firstBecause("changed by 7.0")
                .unmeasured("other");
    }

    @Test
    void keepsABrokenLookApart(DetectorRunner detectors) {
        var inspection = detectors.inspect(new Limit(), new Config(10, -1));
        assertThat(inspection).error(IOException.class);
        assertThrows(AssertionError.class, () -> assertThat(inspection).ok());
    }

    @Settings
    record Margin(@Default("1") double extra) {}

    @Test
    void handsOutTheSettings(DetectorRunner detectors) {
        Detector<Config> detector =
                (config, context) ->
                        Verdict.of(Status.OK)
                                .measured("extra", context.settings(Margin.class).extra());
        assertThat(detectors.inspect(detector, new Config(1, 1))).measured("extra", 1);
        assertThat(detectors.with(new Margin(3)).inspect(detector, new Config(1, 1)))
                .measured("extra", 3);
    }
}
