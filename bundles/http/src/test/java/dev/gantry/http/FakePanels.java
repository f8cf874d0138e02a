package dev.gantry.http;

import dev.gantry.api.panel.Place;
import dev.gantry.spi.catalog.PanelLook;
import dev.gantry.spi.panel.PanelFile;
import dev.gantry.spi.panel.PanelInfo;
import dev.gantry.spi.panel.Panels;
import dev.gantry.spi.plugin.RevisionRef;
import dev.gantry.spi.run.FieldError;
import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.GantryException.Code;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Two panels of two plugins; data are what was asked for. */
final class FakePanels implements Panels {
    static final String SHA = "ab".repeat(32);

    private final List<PanelInfo> all = List.of(panel("acme.disk"), panel("acme.net"));

    private static PanelInfo panel(String plugin) {
        return new PanelInfo(
                new RevisionRef(plugin, "1.0.0", SHA),
                "use",
                "Use",
                "How much is used",
                new PanelLook(
                        "panel/use.js", Place.OVERVIEW, Duration.ofSeconds(5), List.of("run.")),
                "{\"type\":\"object\"}",
                "{\"type\":\"object\"}");
    }

    @Override
    public List<PanelInfo> list() {
        return all;
    }

    @Override
    public Optional<PanelInfo> find(String plugin, String id) {
        return all.stream()
                .filter(each -> each.provider().plugin().equals(plugin) && each.id().equals(id))
                .findFirst();
    }

    @Override
    public PanelFile file(String plugin, String id, String sha256, String name) {
        if (!sha256.equals(SHA) || !name.equals("use.js")) {
            throw new GantryException(Code.NOT_FOUND, "the plugin has no file " + name);
        }
        return new PanelFile(
                "text/javascript; charset=utf-8", "export {}".getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String data(String plugin, String id, String query) {
        if (query.contains("wrong")) {
            throw new GantryException(
                    Code.REFUSED,
                    "the input does not fit its schema",
                    List.of(new FieldError("/wrong", "is not known")));
        }
        return query.contains("nothing") ? null : "{\"asked\":" + query + "}";
    }
}
