using SQLitePCL;

namespace Connector.State;

/// <summary>Settings of SQLite for the whole process, which count only before it is first used.</summary>
internal static class SqliteSetUp
{
    private const int MemoryStatus = 9;

    /// <summary>SQLite counts its memory under one lock for all threads, and nobody asks for the count: two threads that read side by side stand in line for it.</summary>
    static SqliteSetUp()
    {
        Batteries_V2.Init();
        _ = raw.sqlite3_config(MemoryStatus, 0);
    }

    /// <summary>To be called before a connection is opened.</summary>
    public static void Make()
    {
    }
}
