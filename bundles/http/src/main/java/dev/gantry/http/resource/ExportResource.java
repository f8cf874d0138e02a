package dev.gantry.http.resource;

import dev.gantry.http.Answer;
import dev.gantry.http.Call;
import dev.gantry.http.Endpoint;
import dev.gantry.http.Resource;
import dev.gantry.spi.run.Page;
import dev.gantry.spi.run.Run;
import dev.gantry.spi.run.RunFormat;
import dev.gantry.spi.run.RunHistories;
import dev.gantry.spi.run.RunQuery;
import dev.gantry.spi.run.Runs;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;

/** Runs with their attempts as a document of any length, a part of it in memory at a time. */
@Component
public final class ExportResource implements Resource {
    private static final int PAGE = 200;

    private final Runs runs;
    private final RunHistories histories;
    private final RunFormat format;

    /** Over the engine. */
    @Activate
    public ExportResource(
            @Reference Runs runs, @Reference RunHistories histories, @Reference RunFormat format) {
        this.runs = runs;
        this.histories = histories;
        this.format = format;
    }

    @Override
    public Map<String, Endpoint> endpoints() {
        return Map.of("exportRuns", this::export);
    }

    private Answer export(Call call) {
        RunQuery first = RunResource.query(call, PAGE, null);
        return Answer.lengthy("application/x-ndjson", call.takesGzip(), out -> write(first, out));
    }

    private void write(RunQuery first, OutputStream out) throws IOException {
        String cursor = null;
        do {
            Page<Run> page = runs.list(first.page(first.state(), first.only(), PAGE, cursor));
            for (RunHistories.Found run :
                    histories.of(page.items().stream().map(Run::id).toList())) {
                out.write(format.line(run.shown()));
                out.write('\n');
            }
            cursor = page.next();
        } while (cursor != null);
    }
}
