-- Neovim 0.7: UTF-16 only, diagnostics only as they are sent.
local function say(...) io.stdout:write(table.concat(vim.tbl_map(tostring, { ... }), " ") .. "\n") end
local fine, why = pcall(function()
  vim.cmd("edit " .. vim.env.ROOT .. "/claims/a-year-of-measurements.json")
  local buf = vim.api.nvim_get_current_buf()
  local id = vim.lsp.start_client({ name = "quoteproof", cmd = { vim.env.SERVER, "lsp" }, root_dir = vim.env.ROOT })
  vim.lsp.buf_attach_client(buf, id)
  local client = function() return vim.lsp.get_client_by_id(id) end
  assert(vim.wait(15000, function() return client() and client().initialized end), "not initialized")
  local number, line
  for at, words in ipairs(vim.api.nvim_buf_get_lines(buf, 0, -1, false)) do
    if words:find("is enough", 1, true) then number, line = at, words end
  end
  local changed = line:gsub("A year", "😀é A year"):gsub("is enough", "is sufficient")
  vim.api.nvim_buf_set_lines(buf, number - 1, number, false, { changed })
  assert(vim.wait(15000, function() return #vim.diagnostic.get(buf) == 1 end), "no diagnostic")
  local d = vim.diagnostic.get(buf)[1]
  local text = changed:sub(d.col + 1, d.end_col)
  say("found", d.code, "[" .. text .. "]")
  assert(text:find("😀é", 1, true), "another place is underlined")
  changed = changed:gsub("😀é ", "")
  vim.api.nvim_buf_set_lines(buf, number - 1, number, false, { changed })
  local function seen()
    d = vim.diagnostic.get(buf)[1]
    return d and changed:sub(d.col + 1, d.end_col) == "sufficient"
  end
  assert(vim.wait(15000, seen), "the change is not seen")
  local params = { textDocument = vim.lsp.util.make_text_document_params(), range = { start = { line = d.lnum, character = 20 }, ["end"] = { line = d.lnum, character = 60 } }, context = { diagnostics = {} } }
  local answer = vim.lsp.buf_request_sync(buf, "textDocument/codeAction", params, 10000)
  local action = answer[id].result[1]
  say("action", action.title)
  vim.lsp.util.apply_workspace_edit(action.edit, "utf-16")
  assert(vim.api.nvim_buf_get_lines(buf, number - 1, number, false)[1] == line, "mended otherwise")
  assert(vim.wait(15000, function() return #vim.diagnostic.get(buf) == 0 end), "not mended")
  client().stop()
  vim.wait(3000, function() return client() == nil or client().is_stopped() end)
  say("OK")
end)
if not fine then say("FAIL", why) vim.cmd("cquit 1") end
vim.cmd("qall!")
