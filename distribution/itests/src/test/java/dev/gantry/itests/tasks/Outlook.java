package dev.gantry.itests.tasks;

import dev.gantry.api.task.Task;
import dev.gantry.api.task.TaskContext;
import dev.gantry.api.task.TaskType;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;

import javax.naming.Context;
import javax.naming.NamingException;
import javax.naming.directory.InitialDirContext;

/** Tells what a plugin can see of Gantry's own classes, and of the JDK's. */
@TaskType(id = "test.outlook")
public final class Outlook implements Task<Outlook.Params, Outlook.Done> {

    /**
     * @param classes names of those to look for
     * @param urls of databases to connect to
     */
    public record Params(List<String> classes, List<String> urls) {}

    /**
     * @param seen what was found of what was looked for
     * @param naming what came of asking a directory that is not there
     */
    public record Done(List<String> seen, String naming) {}

    @Override
    public Done run(Params params, TaskContext context) {
        List<String> seen = new ArrayList<>();
        for (String name : params.classes()) {
            if (there(name)) {
                seen.add(name);
            }
        }
        for (String url : params.urls()) {
            if (connects(url)) {
                seen.add(url);
            }
        }
        return new Done(seen, naming());
    }

    private static boolean there(String name) {
        try {
            Class.forName(name, false, Thread.currentThread().getContextClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    private static boolean connects(String url) {
        try (Connection connection = DriverManager.getConnection(url)) {
            return connection != null;
        } catch (SQLException e) {
            return !e.getMessage().startsWith("No suitable driver");
        }
    }

    private static String naming() {
        Map<String, String> settings =
                Map.of(
                        Context.INITIAL_CONTEXT_FACTORY, "com.sun.jndi.ldap.LdapCtxFactory",
                        Context.PROVIDER_URL, "ldap://127.0.0.1:1");
        try {
            new InitialDirContext(new Hashtable<>(settings)).close();
            return "connected";
        } catch (NamingException e) {
            return e.getClass().getSimpleName();
        }
    }
}
