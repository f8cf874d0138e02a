package dev.gantry.http.resource;

import dev.gantry.http.Json;
import dev.gantry.spi.run.RunFormat;
import dev.gantry.spi.run.RunHistory;

import org.osgi.service.component.annotations.Component;

/** Runs as lines, in the form that the API shows them in. */
@Component
public final class RunLines implements RunFormat {

    @Override
    public byte[] line(RunHistory history) {
        return Json.bytes(RunJson.history(history));
    }
}
