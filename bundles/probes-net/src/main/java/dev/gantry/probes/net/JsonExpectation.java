package dev.gantry.probes.net;

import dev.gantry.api.schema.Doc;

import java.util.Optional;

/** What has to be at a place of a JSON document. Without more than a path: that it is there. */
public record JsonExpectation(
        @Doc("JSONPath, as $.orders[0].state") String path,
        @Doc("The value as text has to be this") Optional<String> is,
        @Doc("Regular expression (RE2) to be found in the value") Optional<String> matches,
        @Doc("The value is a number, at least this") Optional<Double> min,
        @Doc("The value is a number, at most this") Optional<Double> max,
        @Doc("Measure the number under this name") Optional<String> measure) {}
