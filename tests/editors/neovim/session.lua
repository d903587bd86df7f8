-- Run by `run`: sets brickline up as a user would, then checks what Neovim sees. Leaves with an error code when it fails.
vim.opt.runtimepath:append(vim.env.BRICKLINE_NEOVIM)
vim.cmd('filetype on')
require('brickline').setup({ cmd = { vim.env.BRICKLINE, 'server' } })

local patience = 30000

local function say(text)
  io.stdout:write(text .. '\n')
end

local function codes(buffer)
  local found = {}
  for _, diagnostic in ipairs(vim.diagnostic.get(buffer)) do
    local lsp = diagnostic.user_data and diagnostic.user_data.lsp or {}
    table.insert(found, ('%d:%s'):format(diagnostic.lnum + 1, diagnostic.code or lsp.code or '?'))
  end
  table.sort(found)
  return table.concat(found, ' ')
end

local function expect(what, wanted, get)
  local ok = vim.wait(patience, function()
    return get() == wanted
  end, 20)
  if not ok then
    error(('%s: expected %q, got %q'):format(what, wanted, get()))
  end
  say(('%s: %s'):format(what, wanted == '' and 'none' or wanted))
end

-- The actions for one line, as the editor would ask for them.
local function actions(buffer, line)
  local text = vim.api.nvim_buf_get_lines(buffer, line - 1, line, false)[1]
  local params = {
    textDocument = vim.lsp.util.make_text_document_params(buffer),
    range = { start = { line = line - 1, character = 0 }, ['end'] = { line = line - 1, character = #text } },
    context = { diagnostics = {}, triggerKind = 1 },
  }
  local offered = {}
  for _, answer in pairs(vim.lsp.buf_request_sync(buffer, 'textDocument/codeAction', params, patience) or {}) do
    vim.list_extend(offered, answer.result or {})
  end
  return offered
end

local function apply(buffer, line, title)
  local client = (vim.lsp.get_clients or vim.lsp.get_active_clients)()[1]
  for _, action in ipairs(actions(buffer, line)) do
    if action.title == title then
      vim.lsp.util.apply_workspace_edit(action.edit, client.offset_encoding or 'utf-16')
      say(('applied %q, columns in %s'):format(title, client.offset_encoding or 'utf-16'))
      return
    end
  end
  error(('no action %q on line %d'):format(title, line))
end

local function run()
  local buffer = vim.api.nvim_get_current_buf()
  local function found()
    return codes(buffer)
  end
  expect('findings', '12:unfiltered-delete 7:deprecated-trigger-once', found)
  apply(buffer, 7, 'use availableNow')
  local line = vim.api.nvim_buf_get_lines(buffer, 6, 7, false)[1]
  local fixed = 'label = "😀"; query = writer.trigger(availableNow=True).toTable("main.silver.events")'
  if line ~= fixed then
    error('the fix left ' .. line)
  end
  expect('after the fix', '12:unfiltered-delete', found)
  apply(buffer, 12, 'Ignore unfiltered-delete here')
  expect('after the comment', '', found)
  vim.api.nvim_buf_set_lines(buffer, -1, -1, false, { '# MAGIC ;', '# MAGIC UPDATE main.silver.events SET a = 1' })
  expect('after typing', '14:unfiltered-delete', found)
end

vim.api.nvim_create_autocmd('VimEnter', {
  callback = function()
    local version = vim.version()
    say(('Neovim %d.%d.%d'):format(version.major, version.minor, version.patch))
    local ok, problem = pcall(run)
    if ok then
      vim.cmd('qall!')
    else
      say(tostring(problem))
      vim.cmd('cquit 1')
    end
  end,
})
