package dev.gantry.plugins.schema;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Where paths and URIs may lead that are handed to a plugin: what it declared that it needs. */
public final class Within {
    static final String KEYWORD = "x-gantry-within";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private Within() {}

    /**
     * A schema that takes no other paths and URIs than these.
     *
     * @param folders with all that is below them; none for any path
     * @param hosts as {@code host:port}; none for any URI
     */
    public static String limit(String schema, List<String> folders, List<String> hosts) {
        if (folders.isEmpty() && hosts.isEmpty()) {
            return schema;
        }
        JsonNode node = JSON.readTree(schema);
        limit(node, folders, hosts);
        return node.toString();
    }

    private static void limit(JsonNode node, List<String> folders, List<String> hosts) {
        if (node instanceof ObjectNode object && object.path("type").isString()) {
            List<String> places =
                    is(object, Format.PATH)
                            ? folders
                            : is(object, Format.URI_REFERENCE) ? hosts : List.of();
            if (!places.isEmpty()) {
                ArrayNode array = object.putArray(KEYWORD);
                places.forEach(array::add);
            }
        }
        node.values().forEach(each -> limit(each, folders, hosts));
    }

    private static boolean is(ObjectNode node, Format format) {
        return node.path(format.keyword).asString("").equals(format.name);
    }

    /** Whether a text of a format leads to one of some places. Links are not followed. */
    static boolean holds(Format format, List<String> places, String text) {
        return switch (format) {
            case PATH -> {
                Path path = Path.of(text).toAbsolutePath().normalize();
                yield places.stream()
                        .anyMatch(p -> path.startsWith(Path.of(p).toAbsolutePath().normalize()));
            }
            case URI_REFERENCE -> {
                URI uri = URI.create(text);
                yield places.stream().anyMatch(p -> p.equals("*") || leads(uri, p));
            }
            default -> true;
        };
    }

    /** Whether all of a place is in one of some places. */
    static boolean covers(Format format, List<String> places, String place) {
        if (format != Format.URI_REFERENCE) {
            return places.contains(place) || holds(format, places, place);
        }
        return places.stream().anyMatch(p -> p.equals("*") || covers(p, place));
    }

    private static boolean covers(String all, String place) {
        if (place.equals("*")) {
            return false;
        }
        int end = all.lastIndexOf(':');
        int colon = place.lastIndexOf(':');
        String hosts = all.substring(0, end).toLowerCase(Locale.ROOT);
        String host = place.substring(0, colon).toLowerCase(Locale.ROOT);
        String ports = all.substring(end + 1);
        return (hosts.equals(host) || hosts.startsWith("*.") && host.endsWith(hosts.substring(1)))
                && (ports.equals("*") || ports.equals(place.substring(colon + 1)));
    }

    private static boolean leads(URI uri, String place) {
        if (uri.getHost() == null) {
            return false;
        }
        int colon = place.lastIndexOf(':');
        String host = place.substring(0, colon).toLowerCase(Locale.ROOT);
        String port = place.substring(colon + 1);
        String asked = uri.getHost().toLowerCase(Locale.ROOT);
        boolean same =
                host.startsWith("*.") ? asked.endsWith(host.substring(1)) : asked.equals(host);
        return same && (port.equals("*") || port.equals(Integer.toString(port(uri))));
    }

    private static int port(URI uri) {
        if (uri.getPort() >= 0 || uri.getScheme() == null) {
            return uri.getPort();
        }
        return switch (uri.getScheme().toLowerCase(Locale.ROOT)) {
            case "https", "wss" -> 443;
            case "http", "ws" -> 80;
            default -> -1;
        };
    }
}
