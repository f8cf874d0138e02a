package dev.gantry.http.resource;

import dev.gantry.http.Answer;
import dev.gantry.http.Call;
import dev.gantry.http.Endpoint;
import dev.gantry.http.Json;
import dev.gantry.http.Resource;
import dev.gantry.http.attention.Concern;
import dev.gantry.http.attention.ConcernSource;
import dev.gantry.spi.run.GantryException;

import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** What a person should look at, of all parts that are there. */
@Component
public final class AttentionResource implements Resource {
    private static final Logger LOG = LoggerFactory.getLogger(AttentionResource.class);

    private final List<ConcernSource> sources = new CopyOnWriteArrayList<>();

    /** A part came. */
    @Reference(
            name = "source",
            service = ConcernSource.class,
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC)
    public void add(ConcernSource source) {
        sources.add(source);
    }

    /** A part went. */
    public void remove(ConcernSource source) {
        sources.remove(source);
    }

    @Override
    public Map<String, Endpoint> endpoints() {
        return Map.of("attention", this::attention);
    }

    private Answer attention(Call call) {
        ObjectNode body = Json.object();
        ArrayNode items = body.putArray("items");
        sources.stream()
                .flatMap(AttentionResource::concerns)
                .sorted(Concern.ORDER)
                .forEach(concern -> items.add(json(concern)));
        return Answer.json(200, body);
    }

    /** Nothing from who cannot tell: that the store is away is told by another one. */
    private static Stream<Concern> concerns(ConcernSource source) {
        try {
            return source.concerns().stream();
        } catch (GantryException e) {
            LOG.debug("{} cannot tell: {}", source, e.getMessage());
            return Stream.of();
        }
    }

    private static ObjectNode json(Concern concern) {
        ObjectNode node = Json.object();
        node.put("kind", concern.kind());
        Json.lower(node, "severity", concern.severity());
        node.put("title", concern.title());
        node.put("detail", concern.detail());
        node.put("remedy", concern.remedy());
        node.put("link", concern.link());
        Json.put(node, "since", concern.since());
        return node;
    }
}
