package dev.gantry.plugins.config;

import org.osgi.framework.Bundle;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Hands settings on to OSGi Configuration Admin, for those revisions that have components or
 * managed services. Each revision has a configuration of its own, targeted at its bundle, so that
 * versions side by side do not see each other's values. Thread-safe.
 */
final class Handover implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Handover.class);
    private static final String CM = "org.osgi.service.cm";

    private final ConfigurationAdmin admin;
    private final ExecutorService thread =
            Executors.newSingleThreadExecutor(
                    Thread.ofPlatform().daemon().name("gantry-config").factory());

    Handover(ConfigurationAdmin admin) {
        this.admin = admin;
    }

    /** Hands on what a slot is set to by then; one after the other, so that the last one stays. */
    CompletableFuture<Void> push(Slot slot) {
        if (!listens(slot.bundle())) {
            return CompletableFuture.completedFuture(null);
        }
        return CompletableFuture.runAsync(() -> update(slot), thread);
    }

    /** Takes back what was handed on to a bundle that is gone. */
    void drop(Slot slot) {
        String pid = pid(slot);
        if (listens(slot.bundle()) && !thread.isShutdown()) {
            thread.execute(
                    () -> {
                        try {
                            admin.getConfiguration(pid, "?").delete();
                        } catch (IOException | IllegalStateException e) {
                            LOG.debug("the configuration {} is left behind", pid, e);
                        }
                    });
        }
    }

    private void update(Slot slot) {
        try {
            if (slot.bundle().getState() != Bundle.UNINSTALLED) {
                Configuration configuration = admin.getConfiguration(pid(slot), "?");
                configuration.update(properties(slot.value().effective()));
            }
        } catch (IOException | IllegalStateException | IllegalArgumentException e) {
            LOG.warn(
                    "the components of {} do not see its configuration: {}",
                    slot.ref(),
                    e.toString());
        }
    }

    private static boolean listens(Bundle bundle) {
        Dictionary<String, String> headers = bundle.getHeaders("");
        String imports = headers.get("Import-Package");
        return headers.get("Service-Component") != null || imports != null && imports.contains(CM);
    }

    private static String pid(Slot slot) {
        Bundle bundle = slot.bundle();
        return slot.ref().plugin()
                + "|"
                + bundle.getSymbolicName()
                + "|"
                + bundle.getVersion()
                + "|"
                + bundle.getLocation();
    }

    /** The values as properties: what is inside an object is named {@code outer.inner}. */
    static Dictionary<String, Object> properties(String effective) {
        Dictionary<String, Object> properties = new Hashtable<>();
        fill(properties, "", Values.tree(effective));
        return properties;
    }

    private static void fill(Dictionary<String, Object> properties, String prefix, JsonNode node) {
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            String name = prefix + entry.getKey();
            JsonNode value = entry.getValue();
            if (value.isObject()) {
                fill(properties, name + ".", value);
            } else if (value.isArray()) {
                properties.put(name, array(value));
            } else if (!value.isNull()) {
                properties.put(name, simple(value));
            }
        }
    }

    private static Object simple(JsonNode value) {
        if (value.isBoolean()) {
            return value.booleanValue();
        }
        if (value.isIntegralNumber() && value.canConvertToLong()) {
            return value.longValue();
        }
        return value.isNumber() ? (Object) value.doubleValue() : value.asString();
    }

    private static Object array(JsonNode array) {
        if (array.isEmpty() || all(array, JsonNode::isString)) {
            return each(array, JsonNode::stringValue).toArray(String[]::new);
        }
        if (all(array, JsonNode::isBoolean)) {
            return each(array, JsonNode::booleanValue).toArray(Boolean[]::new);
        }
        if (all(array, item -> item.isIntegralNumber() && item.canConvertToLong())) {
            return each(array, JsonNode::longValue).toArray(Long[]::new);
        }
        if (all(array, JsonNode::isNumber)) {
            return each(array, JsonNode::doubleValue).toArray(Double[]::new);
        }
        return each(array, JsonNode::toString).toArray(String[]::new);
    }

    private static boolean all(JsonNode array, Predicate<JsonNode> kind) {
        for (JsonNode item : array) {
            if (!kind.test(item)) {
                return false;
            }
        }
        return true;
    }

    private static <T> List<T> each(JsonNode array, Function<JsonNode, T> made) {
        List<T> all = new ArrayList<>();
        array.forEach(item -> all.add(made.apply(item)));
        return all;
    }

    @Override
    public void close() {
        thread.shutdown();
    }
}
