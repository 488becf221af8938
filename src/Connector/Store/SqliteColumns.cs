using System.Runtime.InteropServices;

namespace Connector.Store;

/// <summary>
/// The calls that a running statement takes for each row, straight to the library that SQLitePCLRaw loads: without its delegates and the
/// counting of its handle, which cost more than the calls do. A connection is one thread's at a time, so reading a column does not wait for
/// its lock, and it calls nobody back: the collector need not be told of it. A step may take long, and is told.
/// </summary>
internal static partial class SqliteColumns
{
    private const string Library = "e_sqlite3";

    [LibraryImport(Library, EntryPoint = "sqlite3_step")]
    public static partial int Step(nint statement);

    [LibraryImport(Library, EntryPoint = "sqlite3_column_blob")]
    [SuppressGCTransition]
    public static partial nint Blob(nint statement, int column);

    [LibraryImport(Library, EntryPoint = "sqlite3_column_bytes")]
    [SuppressGCTransition]
    public static partial int Length(nint statement, int column);

    [LibraryImport(Library, EntryPoint = "sqlite3_column_int64")]
    [SuppressGCTransition]
    public static partial long Number(nint statement, int column);
}
