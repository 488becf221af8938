using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Connector.Store;

/// <summary>
/// A statement that is prepared once and run often; parameters are ?1, ?2 ... in order. Goes to SQLite below Microsoft.Data.Sqlite, because a
/// read runs several statements for each of a million records: bytes are bound and read as spans, nothing is boxed or copied twice.
/// </summary>
internal sealed class Prepared : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;

    // The statement is this object's alone, and closed by nothing else; 0 once it is: SQLite answers that with a fault, or with nothing.
    private nint _handle;
    private SeenBytes _seen;

    public Prepared(SqliteConnection connection, string text)
    {
        _database = connection.Handle!;
        Check(raw.sqlite3_prepare_v3(_database, text, raw.SQLITE_PREPARE_PERSISTENT, out _statement));
        _handle = _statement.DangerousGetHandle();
    }

    /// <summary>Runs to the end and tells how many rows it changed.</summary>
    public int Run(params ReadOnlySpan<SqlValue> values)
    {
        Bind(values);
        try
        {
            while (Step())
            {
                // Rows of a statement that is run for its effect say nothing.
            }

            return raw.sqlite3_changes(_database);
        }
        finally
        {
            Reset();
        }
    }

    /// <summary>Binds a parameter for <see cref="Run"/> without copying it first: a number.</summary>
    public void Bind(int at, long number) => Check(raw.sqlite3_bind_int64(_statement, at, number));

    /// <summary>Binds a text's UTF-8.</summary>
    public void BindText(int at, ReadOnlySpan<byte> utf8) => Check(raw.sqlite3_bind_text(_statement, at, utf8));

    public void BindBytes(int at, ReadOnlySpan<byte> bytes) => Check(raw.sqlite3_bind_blob(_statement, at, bytes));

    public void BindNull(int at) => Check(raw.sqlite3_bind_null(_statement, at));

    /// <summary>Starts reading; to be disposed before the statement is used again.</summary>
    public Rows Read(params ReadOnlySpan<SqlValue> values)
    {
        Bind(values);
        return new Rows(this);
    }

    /// <summary>The first row's first column; 0 where there is none.</summary>
    public long Number(params ReadOnlySpan<SqlValue> values)
    {
        using var rows = Read(values);
        return rows.Next() ? rows.Number(0) : 0;
    }

    public void Dispose()
    {
        (_handle, _seen) = (0, default);
        _statement.Dispose();
    }

    private bool Step()
    {
        _seen = default;
        var result = SqliteColumns.Step(_handle);
        if (result is not (raw.SQLITE_ROW or raw.SQLITE_DONE))
        {
            Check(result);
        }

        return result == raw.SQLITE_ROW;
    }

    private void Reset()
    {
        _seen = default;
        _ = raw.sqlite3_reset(_statement);
    }

    /// <summary>
    /// Bytes of the row's first columns are asked for anew with each item of a group; SQLite keeps them where they are until the next step,
    /// and asking it takes the connection's lock.
    /// </summary>
    private unsafe ReadOnlySpan<byte> Bytes(int column)
    {
        if (column >= SeenBytes.Columns)
        {
            return new ReadOnlySpan<byte>((void*)SqliteColumns.Blob(_handle, column), SqliteColumns.Length(_handle, column));
        }

        ref var seen = ref _seen[column];
        if (!seen.IsSeen)
        {
            seen = (true, SqliteColumns.Blob(_handle, column), SqliteColumns.Length(_handle, column));
        }

        return new ReadOnlySpan<byte>((void*)seen.At, seen.Length);
    }

    private void Bind(ReadOnlySpan<SqlValue> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            Check(values[i].Bind(_statement, i + 1));
        }
    }

    private void Check(int result) => SqliteException.ThrowExceptionForRC(result, _database);

    /// <summary>Rows of a running statement, one at a time. Bytes are valid until the next one.</summary>
    internal readonly struct Rows(Prepared statement) : IDisposable
    {
        public bool Next() => statement.Step();

        public bool IsNull(int column) => raw.sqlite3_column_type(statement._statement, column) == raw.SQLITE_NULL;

        public long Number(int column) => SqliteColumns.Number(statement._handle, column);

        /// <summary>A blob, or a text's UTF-8.</summary>
        public ReadOnlySpan<byte> Bytes(int column) => statement.Bytes(column);

        public string Text(int column) => Encoding.UTF8.GetString(Bytes(column));

        /// <summary>Of none, it does nothing.</summary>
        public void Dispose() => statement?.Reset();
    }

    /// <summary>Where the present row's bytes stand, for the columns that were asked for.</summary>
    [InlineArray(Columns)]
    private struct SeenBytes
    {
        public const int Columns = 2;
        private (bool IsSeen, nint At, int Length) _first;
    }
}

/// <summary>A parameter's value: number, text, bytes or null.</summary>
internal readonly struct SqlValue
{
    private readonly string? _text;
    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly long _number;
    private readonly Type _type;

    private SqlValue(Type type, long number = 0, string? text = null, ReadOnlyMemory<byte> bytes = default) =>
        (_type, _number, _text, _bytes) = (type, number, text, bytes);

    private enum Type : byte
    {
        Null,
        Number,
        Text,
        Bytes,
    }

    public static SqlValue Null => default;

    /// <summary>As the end of a range that has none: any bytes stand behind all texts. A condition such as <c>?2 IS NULL OR key &lt; ?2</c> would end no scan.</summary>
    public static SqlValue BehindAllTexts { get; } = new(Type.Bytes, bytes: new byte[] { 0 });

    public static implicit operator SqlValue(long value) => new(Type.Number, value);

    public static implicit operator SqlValue(string? value) => value is null ? Null : new(Type.Text, text: value);

    public static implicit operator SqlValue(byte[] value) => new(Type.Bytes, bytes: value);

    public static implicit operator SqlValue(ReadOnlyMemory<byte> value) => new(Type.Bytes, bytes: value);

    public int Bind(sqlite3_stmt statement, int at) => _type switch
    {
        Type.Number => raw.sqlite3_bind_int64(statement, at, _number),
        Type.Text => BindText(statement, at),
        Type.Bytes => raw.sqlite3_bind_blob(statement, at, _bytes.Span),
        _ => raw.sqlite3_bind_null(statement, at),
    };

    private int BindText(sqlite3_stmt statement, int at)
    {
        var most = Encoding.UTF8.GetMaxByteCount(_text!.Length);
        Span<byte> utf8 = most <= 1024 ? stackalloc byte[1024] : new byte[most];
        return raw.sqlite3_bind_text(statement, at, utf8[..Encoding.UTF8.GetBytes(_text, utf8)]);
    }
}
