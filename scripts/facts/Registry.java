import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.apache.spark.internal.config.ConfigEntry;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.analysis.FunctionRegistry;
import org.apache.spark.sql.catalyst.analysis.TableFunctionRegistry;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.ExpressionInfo;
import org.apache.spark.sql.catalyst.expressions.Literal$;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.internal.SQLConf$;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Prints what Spark's jars know about themselves: config entries, SQL functions with the numbers of arguments they take,
 * and the options of the built-in data sources. Run by config.py and sql_functions.py as a single source file, with
 * Spark's jars on the class path and their paths as arguments. Lines are tab-separated, the first cell says the kind.
 */
public final class Registry {
    private static final int MOST_ARGUMENTS = 24;
    private static final PrintStream OUT = new PrintStream(System.out, false, StandardCharsets.UTF_8);

    public static void main(String[] jars) throws Exception {
        for (String jar : jars) {
            initialise(jar);
        }
        printJdbcOptions();
        printConfigs();
        printFunctions();
        OUT.flush();
        // Some of the initialised objects start threads.
        System.exit(0);
    }

    /** Initialises the objects of a jar that register config entries or data source options when they are made. */
    private static void initialise(String path) throws Exception {
        try (JarFile jar = new JarFile(path)) {
            for (Enumeration<JarEntry> entries = jar.entries(); entries.hasMoreElements(); ) {
                JarEntry entry = entries.nextElement();
                String name = entry.getName();
                if (!name.endsWith("$.class") || name.contains("/ui/") || name.contains("/repl/")) {
                    continue;
                }
                String text;
                try (InputStream stream = jar.getInputStream(entry)) {
                    text = new String(stream.readAllBytes(), StandardCharsets.ISO_8859_1);
                }
                boolean options = text.contains("org/apache/spark/sql/catalyst/DataSourceOptions");
                if (options || text.contains("config/ConfigBuilder")) {
                    load(name.substring(0, name.length() - 6).replace('/', '.'), options);
                }
            }
        }
    }

    private static void load(String name, boolean options) {
        try {
            Class<?> type = Class.forName(name);
            if (options) {
                Object module = type.getField("MODULE$").get(null);
                Object found = type.getMethod("getAllOptions").invoke(module);
                TreeSet<String> names = new TreeSet<>();
                for (Object option : CollectionConverters.asJava((scala.collection.Iterable<?>) found)) {
                    names.add(option.toString());
                }
                print("options", name.substring(name.lastIndexOf('.') + 1, name.length() - 1), String.join(",", names));
            }
        } catch (ReflectiveOperationException | LinkageError error) {
            System.err.println("left out " + name + ": " + error);
        }
    }

    /** The options of jdbc are kept in another way than those of the file formats. */
    private static void printJdbcOptions() throws ReflectiveOperationException {
        Class<?> type = Class.forName("org.apache.spark.sql.execution.datasources.jdbc.JDBCOptions$");
        Object module = type.getField("MODULE$").get(null);
        TreeSet<String> names = new TreeSet<>();
        for (var method : type.getMethods()) {
            if (method.getName().startsWith("JDBC_") && method.getReturnType() == String.class) {
                names.add((String) method.invoke(module));
            }
        }
        print("options", "JDBCOptions", String.join(",", names));
    }

    private static void printConfigs() throws Exception {
        Class<?> registry = Class.forName("org.apache.spark.internal.config.ConfigEntry$");
        Object known = null;
        for (var field : registry.getDeclaredFields()) {
            if (field.getName().contains("knownConfigs")) {
                field.setAccessible(true);
                known = field.get(registry.getField("MODULE$").get(null));
            }
        }
        TreeMap<String, ConfigEntry<?>> entries = new TreeMap<>();
        for (var entry : ((java.util.Map<?, ?>) known).values()) {
            entries.put(((ConfigEntry<?>) entry).key(), (ConfigEntry<?>) entry);
        }
        for (Object entry : SQLConf$.MODULE$.getConfigEntries()) {
            entries.put(((ConfigEntry<?>) entry).key(), (ConfigEntry<?>) entry);
        }
        for (ConfigEntry<?> entry : entries.values()) {
            boolean sql = SQLConf$.MODULE$.containsConfigKey(entry.key());
            String scope = !sql ? "core" : SQLConf$.MODULE$.isStaticConfigKey(entry.key()) ? "static" : "runtime";
            String alternatives = String.join(",", CollectionConverters.asJava(entry.alternatives()));
            print("config", entry.key(), scope, type(entry), defaultOf(entry), entry.isPublic() ? "public" : "internal", entry.version(), alternatives);
        }
        for (Object pair : CollectionConverters.asJava(SQLConf.removedSQLConfigs()).entrySet()) {
            var removed = (SQLConf.RemovedConfig) ((java.util.Map.Entry<?, ?>) pair).getValue();
            print("removed", removed.key(), removed.version());
        }
        for (Object pair : CollectionConverters.asJava(SQLConf.deprecatedSQLConfigs()).entrySet()) {
            var deprecated = (SQLConf.DeprecatedConfig) ((java.util.Map.Entry<?, ?>) pair).getValue();
            print("deprecated", deprecated.key(), deprecated.version(), deprecated.comment());
        }
    }

    private static String defaultOf(ConfigEntry<?> entry) {
        String text = entry.defaultValueString();
        return text.startsWith("<") ? "" : text;
    }

    /** bool, int, double, time, bytes, enum:A,B or text, found by asking the entry to read values. */
    private static String type(ConfigEntry<?> entry) {
        if (entry.defaultValue().isDefined() && entry.defaultValue().get() instanceof Boolean || reads(entry, "true") instanceof Boolean) {
            return "bool";
        }
        Object minutes = reads(entry, "90m");
        if (minutes instanceof Long) {
            long value = (Long) minutes;
            return value == 90 || value == 5_400 || value == 5_400_000L || value == 5_400_000_000L ? (value == 90 ? "bytes" : "time") : "bytes";
        }
        for (String number : new String[] {"7", "1", "0", "100", "2147483647", "0.5"}) {
            Object value = reads(entry, number);
            if (value instanceof Integer || value instanceof Long) {
                return "int";
            }
            if (value instanceof Double) {
                return "double";
            }
        }
        String allowed = allowed(entry);
        return allowed.isEmpty() ? "text" : "enum:" + allowed;
    }

    private static Object reads(ConfigEntry<?> entry, String text) {
        try {
            return entry.valueConverter().apply(text);
        } catch (RuntimeException error) {
            return null;
        }
    }

    /** The closed set of values of an entry, told by the message with which it refuses another. */
    private static String allowed(ConfigEntry<?> entry) {
        try {
            entry.valueConverter().apply("no such value");
            return "";
        } catch (RuntimeException error) {
            String message = String.valueOf(error.getMessage());
            int at = message.indexOf("should be one of ");
            if (at < 0) {
                return "";
            }
            TreeSet<String> words = new TreeSet<>();
            for (String word : message.substring(at + 17).split("[^A-Za-z0-9_.-]+")) {
                words.add(word);
            }
            for (String noise : new String[] {"", "but", "was", "no", "such", "value", "SQLSTATE", "NO", "SUCH", "VALUE", "22022", "."}) {
                words.remove(noise);
            }
            return String.join(",", words);
        }
    }

    private static void printFunctions() {
        var registry = FunctionRegistry.builtin();
        TreeMap<String, FunctionIdentifier> names = new TreeMap<>();
        for (FunctionIdentifier name : CollectionConverters.asJava(registry.listFunction())) {
            names.put(name.funcName(), name);
        }
        for (FunctionIdentifier name : names.values()) {
            ExpressionInfo info = registry.lookupFunction(name).get();
            List<Integer> accepted = new ArrayList<>();
            for (int count = 0; count <= MOST_ARGUMENTS; count++) {
                if (takes(name, count)) {
                    accepted.add(count);
                }
            }
            print("function", name.funcName(), info.getGroup(), info.getSince(), ranges(accepted), info.getDeprecated().isEmpty() ? "" : "deprecated");
        }
        for (FunctionIdentifier name : CollectionConverters.asJava(TableFunctionRegistry.builtin().listFunction())) {
            ExpressionInfo info = TableFunctionRegistry.builtin().lookupFunction(name).get();
            print("function", name.funcName(), "table_funcs", info.getSince(), "", "");
        }
    }

    /** Whether a function can be made with so many arguments; anything but a complaint about their number means yes. */
    private static boolean takes(FunctionIdentifier name, int count) {
        List<Expression> arguments = new ArrayList<>();
        for (int index = 0; index < count; index++) {
            arguments.add(Literal$.MODULE$.apply(1));
        }
        Seq<Expression> list = CollectionConverters.asScala(arguments).toList();
        try {
            FunctionRegistry.builtin().lookupFunction(name, list);
            return true;
        } catch (Throwable error) {
            String message = String.valueOf(error.getMessage());
            return !message.contains("WRONG_NUM_ARGS") && !message.contains("REQUIRED_PARAMETER_NOT_FOUND") && !message.contains("requires");
        }
    }

    /** `1-2`, `3`, `0,2-`: an open end where no number was too many. */
    private static String ranges(List<Integer> accepted) {
        List<String> parts = new ArrayList<>();
        for (int index = 0; index < accepted.size(); ) {
            int first = accepted.get(index);
            int last = first;
            while (++index < accepted.size() && accepted.get(index) == last + 1) {
                last++;
            }
            parts.add(last == MOST_ARGUMENTS ? first + "-" : first == last ? "" + first : first + "-" + last);
        }
        return String.join(",", parts);
    }

    private static void print(String... cells) {
        OUT.println(String.join("\t", cells).replace("\n", " ").replace("\r", " "));
    }
}
