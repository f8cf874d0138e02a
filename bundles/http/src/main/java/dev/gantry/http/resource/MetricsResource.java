package dev.gantry.http.resource;

import dev.gantry.http.Answer;
import dev.gantry.http.Endpoint;
import dev.gantry.http.Resource;
import dev.gantry.spi.meter.Scrape;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import java.util.Map;

/** All meters, for a scraper. */
@Component
public final class MetricsResource implements Resource {
    private final Scrape scrape;

    /** Over the meters. */
    @Activate
    public MetricsResource(@Reference Scrape scrape) {
        this.scrape = scrape;
    }

    @Override
    public Map<String, Endpoint> endpoints() {
        return Map.of(
                "metrics",
                call -> {
                    String accept = call.header("Accept");
                    return Answer.lengthy(
                            scrape.contentType(accept), false, out -> scrape.write(accept, out));
                });
    }
}
