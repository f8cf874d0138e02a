package dev.gantry.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.gantry.spi.run.RetryPolicy;
import dev.gantry.spi.run.RunRequest;
import dev.gantry.spi.run.SlaClass;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.json.JsonMapper;

import java.time.Duration;
import java.util.Map;
import java.util.Set;

class RunSpecTest {
    private final JsonMapper mapper = JsonMapper.builder().build();

    @Test
    void defaultsTakeNoRoom() {
        assertNull(RunSpec.of(RunRequest.of("a.b", "{}")).json(mapper));
        assertSame(RunSpec.DEFAULT, RunSpec.parse(mapper, null));
    }

    @Test
    void comesBackAsItWas() {
        RunSpec spec =
                new RunSpec(
                        Map.of("team", "ops", "we\"ird", "ü"),
                        SlaClass.GOLD,
                        -7,
                        Duration.ofSeconds(90),
                        new RetryPolicy(
                                4,
                                Duration.ofSeconds(2),
                                Duration.ofHours(1),
                                Set.of("timeout", "acme.Rejected"),
                                Duration.ofDays(2)),
                        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                        "0123456789abc",
                        "schedule:nightly");
        assertEquals(spec, RunSpec.parse(mapper, spec.json(mapper)));
        assertEquals(
                "{\"priority\":3}",
                new RunSpec(Map.of(), SlaClass.SILVER, 3, null, null, null, null, "manual")
                        .json(mapper));
    }
}
