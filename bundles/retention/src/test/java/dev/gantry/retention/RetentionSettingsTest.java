package dev.gantry.retention;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.config.Settings;
import dev.gantry.spi.retention.RetentionRule;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Map;

class RetentionSettingsTest {
    private static RetentionSettings of(Map<String, String> values) {
        return RetentionSettings.of(new Settings(values::get));
    }

    @Test
    void isOnByDefault() {
        assertEquals(
                new RetentionRule(Duration.ofDays(30), Duration.ofDays(90), 1_000_000L, 10L << 30),
                of(Map.of()).defaults());
    }

    @Test
    void keepsKeysForADayAtLeast() {
        Exception refused =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> of(Map.of("gantry.retention.keys", "PT23H")));
        assertTrue(refused.getMessage().contains("gantry.retention.keys"), refused.getMessage());
        assertThrows(
                IllegalArgumentException.class,
                () -> of(Map.of("gantry.retention.interval", "PT0.5S")));
    }

    @Test
    void aRuleIsReadAsItWasWritten() {
        RuleJson json = new RuleJson();
        for (RetentionRule rule :
                new RetentionRule[] {
                    RetentionRule.NONE, new RetentionRule(Duration.ZERO, null, 0L, 1L << 40)
                }) {
            assertEquals(rule, json.rule(json.text(rule)));
        }
    }
}
