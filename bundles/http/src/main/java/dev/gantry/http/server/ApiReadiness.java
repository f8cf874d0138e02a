package dev.gantry.http.server;

import dev.gantry.http.Readiness;
import dev.gantry.http.Resources;

import java.util.List;

/** Readiness of all of Gantry, the API included. */
record ApiReadiness(Readiness parts, Resources resources) implements Readiness {

    @Override
    public boolean ready() {
        return parts.ready() && resources.complete();
    }

    @Override
    public List<Missing> missing() {
        List<Missing> missing = parts.missing();
        if (missing.isEmpty() && !resources.complete()) {
            return List.of(new Missing("http", "The API is being set up; try again in a moment."));
        }
        return missing;
    }

    /** All that is missing, in one sentence. */
    String sentence() {
        List<Missing> missing = missing();
        if (missing.isEmpty()) {
            return "The part of Gantry that answers this is not there; /readyz says more.";
        }
        return "Gantry is not ready: "
                + String.join(
                        "; ",
                        missing.stream()
                                .map(each -> each.name() + " (" + each.reason() + ")")
                                .toList());
    }
}
