package dev.gantry.spi.identity;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * A role, everywhere or for one tenant.
 *
 * @param tenant {@code null} for all of Gantry
 */
public record Grant(Role role, String tenant) {
    private static final int NAME = 200;

    /**
     * @throws IllegalArgumentException for a tenant that no name can be
     */
    public Grant {
        Objects.requireNonNull(role, "role");
        if (tenant != null
                && (tenant.isBlank()
                        || tenant.length() > NAME
                        || tenant.codePoints().anyMatch(c -> c < ' ' || c == ','))) {
            throw new IllegalArgumentException(
                    "tenant: expected a name of 1 to "
                            + NAME
                            + " characters without commas and control characters");
        }
    }

    /** A role for all of Gantry. */
    public static Grant everywhere(Role role) {
        return new Grant(role, null);
    }

    /** Whether it holds for a tenant. */
    public boolean in(String other) {
        return tenant == null || tenant.equals(other);
    }

    /** As {@code operator} or {@code operator@tenant}. */
    public String text() {
        String name = role.name().toLowerCase(Locale.ROOT);
        return tenant == null ? name : name + "@" + tenant;
    }

    /** Many, with commas between. */
    public static String text(List<Grant> grants) {
        return grants.stream().map(Grant::text).collect(Collectors.joining(","));
    }

    /**
     * Reads what {@link #text} wrote.
     *
     * @throws IllegalArgumentException if a role is not known
     */
    public static List<Grant> parse(String text) {
        List<Grant> grants = new ArrayList<>();
        for (String each : text.split(",")) {
            if (each.isBlank()) {
                continue;
            }
            int at = each.indexOf('@');
            String role = (at < 0 ? each : each.substring(0, at)).strip();
            grants.add(new Grant(role(role), at < 0 ? null : each.substring(at + 1).strip()));
        }
        return List.copyOf(grants);
    }

    /**
     * Reads which roles values have: {@code VALUE: ROLES; VALUE: ROLES}, in this order.
     *
     * @param key of the setting, for the message
     * @param example what is expected, for the message
     * @throws IllegalArgumentException naming the key and what was expected
     */
    public static Map<String, List<Grant>> byValue(String key, String example, String text) {
        Map<String, List<Grant>> grants = new LinkedHashMap<>();
        for (String each : text.split(";")) {
            if (each.isBlank()) {
                continue;
            }
            int colon = each.lastIndexOf(':');
            try {
                if (colon < 1) {
                    throw new IllegalArgumentException("there is no colon in " + each.strip());
                }
                String value = each.substring(0, colon).strip();
                if (grants.put(value, parse(each.substring(colon + 1))) != null) {
                    throw new IllegalArgumentException(
                            value + " is there twice: put its roles together, with commas");
                }
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        key + ": expected " + example + " (" + e.getMessage() + ")", e);
            }
        }
        return Collections.unmodifiableMap(grants);
    }

    private static Role role(String name) {
        for (Role role : Role.values()) {
            if (role.name().toLowerCase(Locale.ROOT).equals(name)) {
                return role;
            }
        }
        throw new IllegalArgumentException(
                "expected viewer, operator, author or admin, and @tenant for one tenant only; got "
                        + name);
    }
}
