package dev.gantry.probes.net;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where to connect.
 *
 * @param host name or address, without the brackets of IPv6
 * @param port 1 to 65535
 */
record Target(String host, int port) {
    private static final Pattern FORM =
            Pattern.compile("(?:\\[([0-9A-Fa-f:.%\\w]+)\\]|([^:\\[\\]/\\s]+))(?::(\\d{1,5}))?");

    /**
     * Reads {@code host:port}, {@code host}, {@code [address of IPv6]:port}.
     *
     * @param name of the property that it comes from
     * @param usual the port where none is named; 0 if one has to be
     * @throws IllegalArgumentException if it is none
     */
    static Target parse(String name, String text, int usual) {
        Matcher form = FORM.matcher(text.strip());
        if (!form.matches()) {
            throw new IllegalArgumentException(
                    "`%s`: %s is not host:port; an address of IPv6 stands in brackets, as [::1]:443"
                            .formatted(name, text));
        }
        int port = form.group(3) == null ? usual : Integer.parseInt(form.group(3));
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException(
                    "`%s`: %s needs a port from 1 to 65535, as host:443".formatted(name, text));
        }
        String host = form.group(1) == null ? form.group(2) : form.group(1);
        return new Target(host.toLowerCase(Locale.ROOT), port);
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
